import { join } from 'node:path'
import { packageRoot } from '../package-root'

/** The images that come with the package, as the dialog of load image lists them. */
export const sampleNames = [
  'room',
  'street',
  'corridor',
  'table-top',
  'open-ground',
  'photo-coffee',
  'photo-rocket',
] as const

export type SampleName = (typeof sampleNames)[number]

export function isSampleName(value: unknown): value is SampleName {
  return sampleNames.some((name) => name === value)
}

/** Where a sample image lies, a JPEG. */
export function samplePath(name: SampleName): string {
  return join(packageRoot, 'samples', `${name}.jpg`)
}
