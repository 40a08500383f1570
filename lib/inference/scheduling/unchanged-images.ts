import { now } from '../../clock'
import { areAlike, compareImages } from '../../depth/compare-images'
import type { DepthFrame } from '../../frames/depth-frame'
import type { ImageFrame, Size } from '../../frames/image-frame'
import { signatureOf, type Signature } from '../../image/signature'
import { RecentlyUsed } from '../../timing/recently-used'

/** As many cameras as are remembered. */
const mostKeys = 64

/** An image has changed when more than this part of its cells differs: a fourth of a thing of 1 %. */
const changedShare = 0.0025

/** An image that a model was given. */
interface Given {
  /** Undefined where it cannot be decoded. */
  readonly signature: Promise<Signature | undefined>
  readonly size: Size
  readonly at: number
  isRunning: boolean
  /** Resolves when the model is done: without its image, which would stay in memory, or undefined where it failed. */
  readonly depth: Promise<DepthFrame | undefined>
}

/** The images that models were given last, by key, so that an image that has not changed needs no model. */
export class UnchangedImages {
  readonly #longestMs: number
  readonly #given = new RecentlyUsed<string, Given>(mostKeys)

  /** @param longestMs the longest time between two runs of a model */
  constructor(longestMs: number) {
    this.#longestMs = longestMs
  }

  /**
   * An image to compare with the last one of its key.
   *
   * @param key names the camera and the model
   */
  image(image: ImageFrame, key: string): ComparedImage {
    const given = this.#given
    return new ComparedImage(image, this.#longestMs, {
      get: () => given.peek(key),
      set: (entry) => given.set(key, entry),
      forget: (entry) => {
        if (given.peek(key) === entry) given.delete(key)
      },
    })
  }
}

/** What is remembered of one key. */
interface Memory {
  readonly get: () => Given | undefined
  readonly set: (entry: Given) => void
  /** Unless there is a later one. */
  readonly forget: (entry: Given) => void
}

/** One image: compared with the last one of its key, and then perhaps given to the model itself. */
export class ComparedImage {
  readonly #image: ImageFrame
  readonly #longestMs: number
  readonly #memory: Memory
  #signature: Promise<Signature> | undefined
  #earlier: Given | undefined
  #ran: (depth: DepthFrame | undefined) => void = () => undefined

  constructor(image: ImageFrame, longestMs: number, memory: Memory) {
    this.#image = image
    this.#longestMs = longestMs
    this.#memory = memory
  }

  /**
   * Whether it shows the same as the image that the model was given last, perhaps a moment ago.
   *
   * @throws DepthError as `signatureOf`
   */
  async isUnchanged(): Promise<boolean> {
    const signature = await this.#signed()
    const earlier = this.#memory.get()
    if (earlier === undefined || now() - earlier.at >= this.#longestMs) return false
    const { width, height } = this.#image
    if (width !== earlier.size.width || height !== earlier.size.height) return false
    this.#earlier = earlier
    const other = await earlier.signature
    return other !== undefined && isUnchanged(signature, other)
  }

  /** Whether the model is still at the image that it was compared with. */
  get waits(): boolean {
    return this.#earlier?.isRunning === true
  }

  /**
   * The depth of the image that it was compared with, as a frame of its own; undefined where the model
   * failed. Waits for a model that has not finished yet.
   */
  async depth(): Promise<DepthFrame | undefined> {
    const depth = await this.#earlier?.depth
    return depth?.with({ image: this.#image, reused: true })
  }

  /** The model is given this image: later ones are compared with it. */
  runs(): void {
    const { width, height } = this.#image
    const entry: Given = {
      signature: this.#signed().catch(() => undefined),
      size: { width, height },
      at: now(),
      isRunning: true,
      depth: new Promise((resolve) => {
        this.#ran = (depth) => {
          entry.isRunning = false
          if (depth === undefined) this.#memory.forget(entry)
          resolve(depth?.with({ image: undefined }))
        }
      }),
    }
    this.#memory.set(entry)
  }

  /** Must follow `runs`: the depth that the model made of it, or that it made none. */
  ran(depth: DepthFrame | undefined): void {
    this.#ran(depth)
  }

  #signed(): Promise<Signature> {
    this.#signature ??= signatureOf(this.#image)
    return this.#signature
  }
}

/** Whether two signatures of one size show the same, whatever the light and the noise. */
function isUnchanged(image: Signature, last: Signature): boolean {
  // Images of 640x360 and more at which nothing happens: 0.003 ms, where fitting the light takes 0.3 ms.
  if (areAlike(image.cells, last.cells)) return true
  return compareImages(image.cells, last.cells, last).share <= changedShare
}
