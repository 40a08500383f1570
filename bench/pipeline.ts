import { ModelPool } from '../lib/inference/scheduling/model-pool'
import {
  DepthInference,
  type InferenceSettings,
  type LocatedModel,
} from '../lib/inference/scheduling/depth-inference'
import { depthAlone, renderDepth, type RenderOptions } from '../lib/render/render'
import { loadImage } from '../lib/image/load'
import { inferenceSettings } from '../testing/models/inference-settings'

/** The defaults of a render depth node, at the size of the image. */
export const coloredJpeg: RenderOptions = {
  colorMap: 'inferno',
  ...depthAlone,
  farIsBright: false,
  range: { mode: 'frame' },
  scale: 'auto',
  size: { mode: 'source' },
  output: 'buffer',
  format: 'jpeg',
  quality: 85,
  dataUriWidth: 640,
}

/** Compression level 6, the default of sharp. */
export const grayPng: RenderOptions = { ...coloredJpeg, colorMap: 'gray', format: 'png' }

export const settings = inferenceSettings({ queueLimit: 1000, timeLimitMs: 600_000 })

/** Runs work with a new inference, and ends the model's process after it. */
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

/**
 * Loads an image (bytes, or the path of a file) and infers its depth.
 *
 * @param camera names the camera whose live stream it is of
 */
export async function depthOf(
  inference: DepthInference,
  located: LocatedModel,
  source: Buffer | string,
  camera?: string,
) {
  const { frame } = await loadImage(source, { label: 'bench' })
  const outcome = await inference.infer(frame, located, camera)
  if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
  /** The time of a stage in milliseconds. */
  const stageMs = (wanted: string) =>
    outcome.measured.find(({ stage }) => stage === wanted)?.ms ?? 0
  return { depth: outcome.depth, stageMs }
}

/** How many frames a busy flow processes at once: one each in decode, inference, encode. */
const concurrentFrames = 3

/** Processes `count` frames from JPEG to colored JPEG, some of them at once. */
export async function backToBack(
  inference: DepthInference,
  located: LocatedModel,
  jpeg: Buffer,
  count: number,
): Promise<void> {
  let started = 0
  const work = async () => {
    while (started++ < count) {
      const { depth } = await depthOf(inference, located, jpeg)
      await renderDepth(depth, coloredJpeg)
    }
  }
  await Promise.all(Array.from({ length: concurrentFrames }, work))
}
