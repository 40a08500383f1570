import { now } from '../../clock'
import { compareImages } from '../../depth/compare-images'
import type { DepthFrame } from '../../frames/depth-frame'
import type { ImageFrame, Size } from '../../frames/image-frame'
import { signatureOf, type Signature } from '../../image/signature'
import { RecentlyUsed } from '../../timing/recently-used'

/** As many cameras as are remembered. */
const mostKeys = 64

/** An image has changed when more than this part of its cells differs: a fourth of a thing of 1 %. */
const changedShare = 0.0025

interface Remembered {
  readonly signature: Signature
  /** Without its image, which would stay in memory. */
  readonly depth: DepthFrame
  readonly image: Size
  readonly at: number
}

/** What was found for an image. */
export interface Comparison {
  /** The depth of the unchanged image, as a new frame; undefined where the model has to run. */
  readonly depth: DepthFrame | undefined
  /** Keeps the depth that the model made of the image. */
  readonly remember: (depth: DepthFrame) => void
}

/** The images that models have seen last, by key, so that an image that has not changed needs no model. */
export class UnchangedImages {
  readonly #longestMs: number
  readonly #last = new RecentlyUsed<string, Remembered>(mostKeys)

  /** @param longestMs the longest time between two runs of a model */
  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  /**
   * Compares an image with the one of its key that a model has seen last.
   *
   * @param key names the camera and the model
   * @throws DepthError as `signatureOf`
   */
  async compare(image: ImageFrame, key: string): Promise<Comparison> {
    const signature = await signatureOf(image)
    const last = this.#last.peek(key)
    const isReusable =
      last !== undefined &&
      now() - last.at < this.#longestMs &&
      image.width === last.image.width &&
      image.height === last.image.height &&
      isUnchanged(signature, last.signature)
    return {
      depth: isReusable ? last.depth.with({ image, reused: true }) : undefined,
      remember: (depth) => {
        const { width, height } = image
        this.#last.set(key, {
          signature,
          depth: depth.with({ image: undefined }),
          image: { width, height },
          at: now(),
        })
      },
    }
  }
}

/** Whether two signatures of one size show the same, whatever the light and the noise. */
function isUnchanged(image: Signature, last: Signature): boolean {
  return compareImages(image.cells, last.cells, last).share <= changedShare
}
