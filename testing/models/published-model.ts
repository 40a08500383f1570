import { randomBytes } from 'node:crypto'
import type { HubFile } from '../hub/hub-server'
import { graphDescriptor } from './graph-descriptor'

/** Where `published` comes from. */
export const source = { repository: 'acme/depth', revision: 'main' } as const

/** A model as the catalog has them, whose files HubServer can serve. */
export const published = graphDescriptor('acme-depth', 518, {
  name: 'Acme Depth',
  group: 'depth-anything-v2',
  source,
  files: { fp32: { path: 'onnx/model.onnx' } },
})

/** The graph of `published`, with random bytes: the store does not read files. */
export function graphFile(bytes = 300_000): HubFile {
  return { path: 'onnx/model.onnx', content: randomBytes(bytes) }
}
