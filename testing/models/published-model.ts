import { randomBytes } from 'node:crypto'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import type { HubFile } from '../hub/hub-server'

/** Where `published` comes from. */
export const source = { repository: 'acme/depth', revision: 'main' } as const

/** A model as the catalog has them, whose files HubServer can serve. */
export const published: ModelDescriptor = {
  version: 1,
  id: 'acme-depth',
  name: 'Acme Depth',
  group: 'depth-anything-v2',
  license: { spdx: 'Apache-2.0', commercial: true },
  source,
  files: { fp32: { path: 'onnx/model.onnx' } },
  input: {
    name: 'pixel_values',
    rank: 4,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    sizeMultiple: 14,
    sizing: 'lower_bound',
    size: 518,
  },
  output: { name: 'predicted_depth', kind: 'relative-inverse' },
}

/** The graph of `published`, with random bytes: the store does not read files. */
export function graphFile(bytes = 300_000): HubFile {
  return { path: 'onnx/model.onnx', content: randomBytes(bytes) }
}
