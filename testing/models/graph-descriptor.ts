import type { ModelDescriptor } from '../../lib/models/descriptor'

/**
 * The descriptor of a graph from tools/graph, a custom model unless `changes` say otherwise.
 *
 * @param size the side that the sizing aims at, in pixels
 */
export function graphDescriptor(
  id: string,
  size: number,
  changes: Partial<ModelDescriptor> = {},
): ModelDescriptor {
  return {
    version: 1,
    id,
    name: id,
    group: 'custom',
    license: { spdx: 'Apache-2.0', commercial: true },
    files: { fp32: { path: `${id}.onnx` } },
    input: {
      name: 'pixel_values',
      rank: 4,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      sizeMultiple: 14,
      sizing: 'lower_bound',
      size,
    },
    output: { name: 'predicted_depth', kind: 'relative-inverse' },
    ...changes,
  }
}
