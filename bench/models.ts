import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelDescriptor } from '../lib/models/descriptor'
import type { Size } from '../lib/frames/image-frame'
import { loadImage } from '../lib/image/load'
import { DepthInference, ModelPool, type InferenceSettings } from '../lib/runtime'
import type { LocatedModel } from '../lib/runtime/depth-inference'
import { depthAnythingGraph, nearZeroGraph, type SizeName, type Version } from '../tools/graph'

const cache = join(__dirname, 'node_modules', '.cache')

/** A graph of the bench as a model file with its descriptor beside it. */
export async function nearZeroModel(id = 'near-zero'): Promise<LocatedModel> {
  return model(id, () => nearZeroGraph())
}

export function publishedModel(size: SizeName, version: Version): Promise<LocatedModel> {
  return model(`${size}-${version}`, () => depthAnythingGraph({ size, version }))
}

async function model(id: string, graph: () => Uint8Array): Promise<LocatedModel> {
  const file = join(cache, `${id}.onnx`)
  const descriptor: ModelDescriptor = {
    id,
    name: id,
    group: 'own',
    licence: { spdx: 'Apache-2.0', commercial: true },
    files: { fp32: { path: `${id}.onnx` } },
    input: {
      name: 'pixel_values',
      rank: 4,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      multiple: 14,
      sizing: 'lower_bound',
      size: 518,
    },
    output: { name: 'predicted_depth', kind: 'relative-inverse' },
  }
  await mkdir(cache, { recursive: true })
  await writeFile(join(cache, `${id}.json`), JSON.stringify(descriptor))
  if (!existsSync(file)) {
    await writeFile(`${file}.new`, graph())
    await rename(`${file}.new`, file)
  }
  return { descriptor, file }
}

const settings: InferenceSettings = {
  device: 'cpu',
  deviceId: 0,
  fallback: false,
  threads: 0,
  sizing: undefined,
  size: undefined,
  queueLimit: 1000,
  timeLimitMs: 600_000,
  idleUnloadMs: 0,
}

/** Runs work with an inference of its own, and ends the model's process after it. */
export async function withInference<T>(
  work: (inference: DepthInference) => Promise<T>,
  changes: Partial<InferenceSettings> = {},
): Promise<T> {
  const pool = new ModelPool({ lingerMs: 0, maxModels: 64 })
  const inference = new DepthInference(pool, 'bench', { ...settings, ...changes })
  try {
    return await work(inference)
  } finally {
    inference.close()
    pool.close()
  }
}

/** A picture through load and inference: its depth, and the session's own time in milliseconds. */
export async function depthOf(inference: DepthInference, located: LocatedModel, jpeg: Buffer) {
  const { frame } = await loadImage(jpeg, { label: 'bench' })
  const outcome = await inference.infer(frame, located, undefined)
  if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
  const inferenceMs = outcome.measured.find(({ stage }) => stage === 'inference')?.ms ?? 0
  return { depth: outcome.depth, inferenceMs, measured: outcome.measured }
}

export const pictureSizes = {
  '480p': { width: 640, height: 480 },
  '720p': { width: 1280, height: 720 },
  '1080p': { width: 1920, height: 1080 },
  '2160p': { width: 3840, height: 2160 },
} as const satisfies Record<string, Size>

export type PictureName = keyof typeof pictureSizes

/** The file of a picture with detail at several scales, as a camera's JPEG has. */
export async function picture({ width, height }: Size): Promise<{ file: string; jpeg: Buffer }> {
  await mkdir(cache, { recursive: true })
  const file = join(cache, `${width}x${height}.jpg`)
  if (!existsSync(file)) await writeFile(file, await drawn(width, height))
  return { file, jpeg: await readFile(file) }
}

async function drawn(width: number, height: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / width, y / height]
      const shape = 70 * Math.sin(9 * u + 4 * v * v) + 30 * Math.cos(60 * u * v + 20 * v)
      const grain = ((x * 7) ^ (y * 13)) % 6
      data[at++] = 110 + shape + grain
      data[at++] = 120 + 0.7 * shape + 40 * v + grain
      data[at++] = 130 - 0.5 * shape + grain
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}
