import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { graphDescriptor } from './graph-descriptor'

/** Small, so that tests are fast. */
const inputSize = 56

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
    const descriptor = graphDescriptor(id, inputSize, changes)
    await writeFile(file, graph)
    await writeFile(join(this.folder, `${id}.json`), JSON.stringify(descriptor))
    return file
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
