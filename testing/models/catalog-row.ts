import type { ModelDescriptor } from '../../lib/models/descriptor'
import { precisionNames, type Precision } from '../../lib/models/precision'
import { sizeText } from '../../lib/hub/progress-text'
import { isVerified } from '../../lib/models/unverified'

/** What a part of a descriptor is called in docs/models.md, by the start of its pointer. */
const parts = [
  ['/license', 'license'],
  ['/source', 'repository'],
  ['/files', 'files'],
  ['/input/name', 'names'],
  ['/output/name', 'names'],
  ['/input/siz', 'input size'],
] as const

/** The row of a published model in the table of docs/models.md. */
export function catalogRow(descriptor: ModelDescriptor): string {
  const { id, license, unverified = [] } = descriptor
  const sizes = precisionNames.map((precision) => size(descriptor, precision))
  const doubts = parts
    .filter(([start]) => unverified.some((pointer) => pointer.startsWith(start)))
    .filter(([start]) => start !== '/files' || unverified.includes('/files'))
    .map(([, word]) => word)
  const cells = [
    `\`${id}\``,
    ...sizes,
    license.spdx,
    license.commercial ? 'yes' : 'no',
    [...new Set(doubts)].join(', '),
  ]
  return `| ${cells.join(' | ')} |`.replace('|  |', '| |')
}

function size(descriptor: ModelDescriptor, precision: Precision): string {
  const file = descriptor.files[precision]
  if (file === undefined) return '-'
  const bytes = [file, ...(file.externalData ?? [])].flatMap((part) => part.bytes ?? [])
  if (bytes.length === 0) return 'unknown'
  const text = sizeText(bytes.reduce((sum, part) => sum + part))
  return isVerified(descriptor, `/files/${precision}`) ? text : `≈ ${text}`
}
