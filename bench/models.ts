import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocatedModel } from '../lib/inference/scheduling/depth-inference'
import { graphDescriptor } from '../testing/models/graph-descriptor'
import {
  depthAnythingGraph,
  interfaceGraph,
  nearZeroGraph,
  type SizeName,
  type Version,
} from '../tools/graph'

/** The folder that keeps graphs and images between runs. */
export const cache = join(__dirname, 'node_modules', '.cache')

/** The near-zero graph as a model file with its descriptor beside it. */
export async function nearZeroModel(id = 'near-zero'): Promise<LocatedModel> {
  return model(id, () => nearZeroGraph())
}

/** As cheap as the near-zero graph, but takes bytes and normalizes nothing. */
export function bytesModel(): Promise<LocatedModel> {
  return model('bytes', () => interfaceGraph({ type: 'uint8' }))
}

export function publishedModel(size: SizeName, version: Version): Promise<LocatedModel> {
  return model(`${size}-${version}`, () => depthAnythingGraph({ size, version }))
}

async function model(id: string, graph: () => Uint8Array): Promise<LocatedModel> {
  const file = join(cache, `${id}.onnx`)
  const descriptor = graphDescriptor(id, 518)
  await mkdir(cache, { recursive: true })
  await writeFile(join(cache, `${id}.json`), JSON.stringify(descriptor))
  if (!existsSync(file)) {
    await writeFile(`${file}.new`, graph())
    await rename(`${file}.new`, file)
  }
  return { descriptor, file, precision: 'fp32' }
}
