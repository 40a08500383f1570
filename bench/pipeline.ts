import { ModelPool } from '../lib/inference/scheduling/model-pool'
import { DepthInference, type InferenceSettings } from '../lib/inference/scheduling/depth-inference'
import { renderDepth, type RenderOptions } from '../lib/render/render'
import { loadImage } from '../lib/image/load'
import type { LocatedModel } from '../lib/inference/scheduling/depth-inference'

/** As a depth map node draws unless told otherwise, at the size of the image. */
export const coloredJpeg: RenderOptions = {
  colorMap: 'inferno',
  farIsBright: false,
  range: { mode: 'frame' },
  size: { mode: 'source' },
  output: 'buffer',
  format: 'jpeg',
  quality: 85,
  dataUriWidth: 640,
}

/** Level 6, which is sharp's own. */
export const grayPng: RenderOptions = { ...coloredJpeg, colorMap: 'gray', format: 'png' }

export const settings: InferenceSettings = {
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

/** An image, as bytes or as the path of a file, through load and inference. */
export async function depthOf(
  inference: DepthInference,
  located: LocatedModel,
  source: Buffer | string,
) {
  const { frame } = await loadImage(source, { label: 'bench' })
  const outcome = await inference.infer(frame, located, undefined)
  if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
  /** The time of a stage in milliseconds. */
  const stageMs = (wanted: string) =>
    outcome.measured.find(({ stage }) => stage === wanted)?.ms ?? 0
  return { depth: outcome.depth, stageMs }
}

/** How many frames are under way at once in a busy flow: one each in decode, inference, encode. */
const lanes = 3

/** So many frames from JPEG to colored JPEG, with some under way at once. */
export async function backToBack(
  inference: DepthInference,
  located: LocatedModel,
  jpeg: Buffer,
  count: number,
): Promise<void> {
  let started = 0
  const lane = async () => {
    while (started++ < count) {
      const { depth } = await depthOf(inference, located, jpeg)
      await renderDepth(depth, coloredJpeg)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
