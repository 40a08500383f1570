import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelDescriptor } from '../../lib/models/descriptor'

/** What a descriptor of a graph from tools/graph says where a test does not say otherwise. */
const described: Omit<ModelDescriptor, 'id' | 'name' | 'files'> = {
  version: 1,
  group: 'custom',
  license: { spdx: 'Apache-2.0', commercial: true },
  input: {
    name: 'pixel_values',
    rank: 4,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    sizeMultiple: 14,
    sizing: 'lower_bound',
    size: 56,
  },
  output: { name: 'predicted_depth', kind: 'relative-inverse' },
}

/** A temporary folder of custom models: graphs, each with its descriptor beside it. */
export class CustomModels {
  private constructor(readonly folder: string) {}

  static async create(): Promise<CustomModels> {
    return new CustomModels(await mkdtemp(join(tmpdir(), 'depth-models-')))
  }

  /** Writes a graph and its descriptor and returns the path of the graph. */
  async add(
    id: string,
    graph: Uint8Array | string,
    changes: Partial<ModelDescriptor> = {},
  ): Promise<string> {
    const file = join(this.folder, `${id}.onnx`)
    const descriptor: ModelDescriptor = {
      ...described,
      id,
      name: id,
      files: { fp32: { path: `${id}.onnx` } },
      ...changes,
    }
    await writeFile(file, graph)
    await writeFile(join(this.folder, `${id}.json`), JSON.stringify(descriptor))
    return file
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
