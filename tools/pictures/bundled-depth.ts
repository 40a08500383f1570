import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { customModelsFolder } from '../../lib/hub/layout'
import { locateModel } from '../../lib/hub/locate'
import { storeSettings } from '../../lib/hub/settings'
import { DepthInference } from '../../lib/inference/scheduling/depth-inference'
import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import { findAvailable } from '../../lib/models/available'
import { inferenceSettings } from '../../testing/models/inference-settings'

export type BundledModel = 'tiny-v1' | 'tiny-v2'

/** Runs `use` with a function that infers the depth of an image by a bundled model. */
export async function withBundledModels<T>(
  use: (depthOf: (image: ImageFrame, model: BundledModel) => Promise<DepthFrame>) => Promise<T>,
): Promise<T> {
  const store = storeSettings()
  const pool = new ModelPool({ lingerMs: 0, maxModels: 2 })
  const inference = new DepthInference(pool, 'pictures', inferenceSettings())
  try {
    return await use(async (image, model) => {
      const descriptor = await findAvailable(model, customModelsFolder(store))
      const located = { descriptor, ...(await locateModel(descriptor, 'fp32', store)) }
      const outcome = await inference.infer(image, located, undefined)
      if (typeof outcome === 'string') throw new Error(`the frame was ${outcome}`)
      return outcome.depth
    })
  } finally {
    inference.close()
    pool.close()
  }
}
