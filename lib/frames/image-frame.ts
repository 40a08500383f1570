import { randomUUID } from 'node:crypto'
import { now } from '../clock'
import { hasBrand, imageFrameBrand } from './brand'
import type { Camera } from './camera'
import type { AppliedCrop } from './crop'
import type { UnusableReason } from './unusable'

/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** 8-bit sRGB pixels, rows from the top, three bytes (R, G, B) per pixel, no padding. */
export interface Pixels extends Size {
  readonly data: Uint8Array
}

/** Something about an image that its user should know, though it was decoded. */
export interface ImageWarning {
  /** A node warns once of each kind. */
  readonly kind: 'harmless-errors' | 'stretched' | 'transparent' | 'uniform'
  /** What was found in which image, and what was done. */
  readonly message: string
}

/** What a decoder makes of an image. */
export interface Decoded {
  readonly pixels: Pixels
  readonly warnings: readonly ImageWarning[]
}

/** The result of `ImageFrame.pixels`: the pixels, and whether an earlier call decoded them. */
export interface DecodedPixels {
  readonly pixels: Pixels
  /** True when a decode of the same size was already done or running. */
  readonly shared: boolean
  /** When the decode started (epoch milliseconds) and how long it took (milliseconds). */
  readonly start: number
  readonly ms: number
}

export interface ImageFrameInit extends Size {
  /** Where the image came from, for people: `file /srv/cam.jpg`, `msg.payload (Buffer)`. */
  readonly source: string
  /** `jpeg`, `png`, `webp`, `avif`, `tiff`, `gif` or `raw`. */
  readonly format: string
  /** The encoded bytes as received; absent for raw pixels. */
  readonly encoded?: Buffer
  /** What it keeps in memory until it is decoded; absent: its encoded bytes. */
  readonly sourceBytes?: number
  /** The camera that took it, where that is known. */
  readonly camera?: Camera
  /** The part of the whole image that the frame shows, where that was cropped. */
  readonly crop?: AppliedCrop
  /** When the image was captured, in epoch milliseconds. By default: when the frame is made. */
  readonly captured?: number
  /** Counts the frames of one camera, from 1 on. */
  readonly sequence?: number
  /** Whether a newer frame of the same camera makes this one worthless. */
  readonly live?: boolean
  /** Why it cannot be trusted, where a node has judged it so. */
  readonly unusable?: UnusableReason
  /** Decodes the pixels at a size, upright and cropped; rejects with a DepthError. */
  readonly decode: (size: Size) => Promise<Decoded>
}

interface CachedDecode {
  readonly key: string
  readonly bytes: number
  readonly done: Promise<{ pixels: Pixels; start: number; ms: number }>
}

/** V1 and V2 fed from one image ask for the same size; another node may ask for a second one. */
const cachedSizes = 2

/**
 * An image on its way through a flow: bytes and header, decoded on demand at the size asked for.
 *
 * It travels by reference. `Symbol.toStringTag` on the prototype keeps Node-RED's clone
 * (lodash.clonedeep) from copying it, `#private` data keeps any walk over it short, and the own
 * property `id` lets the Filter node distinguish two frames. Pixels are read-only by contract.
 */
export class ImageFrame {
  readonly id: string = randomUUID()
  readonly #init: ImageFrameInit
  readonly #captured: number
  #cache: CachedDecode[] = []
  #warnings = new Map<ImageWarning['kind'], ImageWarning>()

  constructor(init: ImageFrameInit) {
    this.#init = init
    this.#captured = init.captured ?? now()
    Object.freeze(this)
  }

  get [imageFrameBrand](): true {
    return true
  }

  get [Symbol.toStringTag](): string {
    return 'ImageFrame'
  }

  /** Width in pixels, upright (EXIF orientation applied) and after the crop. */
  get width(): number {
    return this.#init.width
  }

  /** Height in pixels, upright and after the crop. */
  get height(): number {
    return this.#init.height
  }

  get source(): string {
    return this.#init.source
  }

  get format(): string {
    return this.#init.format
  }

  /** The encoded bytes as received (neither rotated nor cropped); undefined for raw pixels. */
  get encoded(): Buffer | undefined {
    return this.#init.encoded
  }

  /** Focal length and center in pixels of this image; undefined where they are not known. */
  get camera(): Camera | undefined {
    return this.#init.camera
  }

  /** The part of the whole image that this is; undefined where nothing was cropped. */
  get crop(): AppliedCrop | undefined {
    return this.#init.crop
  }

  /**
   * When the image was captured, in epoch milliseconds; where that is not known, when it reached the
   * first depth node.
   */
  get captured(): number {
    return this.#captured
  }

  /** Counts the frames of one camera, from 1 on; undefined where no camera node made it. */
  get sequence(): number | undefined {
    return this.#init.sequence
  }

  /** Whether it is of a live stream: where a newer one of the same camera waits, this one is dropped. */
  get live(): boolean {
    return this.#init.live ?? false
  }

  /** Why it cannot be trusted; undefined where nothing is known against it. */
  get unusable(): UnusableReason | undefined {
    return this.#init.unusable
  }

  /** Bytes that it keeps in memory: what it was made from, and the pixels of the last two sizes. */
  get heldBytes(): number {
    const { sourceBytes, encoded } = this.#init
    const pixels = this.#cache.reduce((sum, { bytes }) => sum + bytes, 0)
    return (sourceBytes ?? encoded?.byteLength ?? 0) + pixels
  }

  /** The same image with what is known about its camera. */
  withCamera(camera: Camera): ImageFrame {
    return this.#with({ camera })
  }

  /** The same image, judged unusable. */
  withUnusable(unusable: UnusableReason): ImageFrame {
    return this.#with({ unusable })
  }

  #with(changes: Partial<ImageFrameInit>): ImageFrame {
    const frame = new ImageFrame({ ...this.#init, captured: this.captured, ...changes })
    // Both have the same pixels, which need to be decoded only once.
    frame.#cache = this.#cache
    frame.#warnings = this.#warnings
    return frame
  }

  /** What its decodes so far have found, at most one of each kind. */
  get warnings(): readonly ImageWarning[] {
    return [...this.#warnings.values()]
  }

  /**
   * The image's pixels, resized to `size` exactly. The last two sizes are kept.
   *
   * @throws DepthError IMAGE_DAMAGED when the body cannot be decoded
   */
  async pixels(size: Size): Promise<DecodedPixels> {
    const key = `${size.width}x${size.height}`
    const known = this.#cache.find((entry) => entry.key === key)
    const entry = known ?? this.#startDecode(key, size)
    return { ...(await entry.done), shared: known !== undefined }
  }

  #startDecode(key: string, size: Size): CachedDecode {
    const start = now()
    const done = this.#init.decode(size).then(({ pixels, warnings }) => {
      for (const warning of warnings) this.#warnings.set(warning.kind, warning)
      return { pixels, start, ms: now() - start }
    })
    const entry = { key, bytes: 3 * size.width * size.height, done }
    this.#cache.push(entry)
    // A failure is forgotten: it may have been a passing one.
    done.catch(() => {
      const at = this.#cache.indexOf(entry)
      if (at >= 0) this.#cache.splice(at, 1)
    })
    if (this.#cache.length > cachedSizes) this.#cache.shift()
    return entry
  }

  /** A short summary without pixels, which is what a debug node shows. */
  toJSON(): Record<string, unknown> {
    return {
      type: 'ImageFrame',
      id: this.id,
      width: this.width,
      height: this.height,
      format: this.format,
      source: this.source,
      captured: this.captured,
      ...(this.sequence === undefined ? {} : { sequence: this.sequence }),
      ...(this.crop === undefined ? {} : { crop: this.crop }),
      ...(this.camera === undefined ? {} : { camera: this.camera }),
      ...(this.unusable === undefined ? {} : { unusable: this.unusable }),
    }
  }

  toString(): string {
    return `ImageFrame ${this.width}x${this.height} ${this.format}`
  }
}

/** Whether `value` is an ImageFrame, also one from another installation of this package. */
export function isImageFrame(value: unknown): value is ImageFrame {
  return hasBrand(value, imageFrameBrand)
}
