import { randomUUID } from 'node:crypto'
import { now } from '../clock'
import { DepthError } from '../errors'
import { depthFrameBrand, hasBrand } from './brand'
import type { Camera } from './camera'
import type { FrameCalibration } from './calibration'
import type { AppliedCrop } from './crop'
import { depthKinds, type DepthKind } from './depth-kinds'
import { sortedValues, type DepthRegion } from './depth-region'
import type { ImageFrame, Size } from './image-frame'
import type { UnusableReason } from './unusable'

/** Smallest and largest finite value of a depth map. */
export interface DepthRange {
  readonly min: number
  readonly max: number
}

/** What is known of an image that is not at hand, as an ImageFrame has it. */
export interface ImageFacts extends Size {
  readonly crop?: AppliedCrop | undefined
  readonly captured: number
  readonly camera?: Camera | undefined
  readonly unusable?: UnusableReason | undefined
}

export interface DepthFrameInit extends Size {
  /** Rows from the top, `width * height` values. */
  readonly data: Float32Array
  readonly kind: DepthKind
  /** Over the finite values; `{ min: 0, max: 0 }` if there are none. */
  readonly range: DepthRange
  /** A range that changes slowly from frame to frame. */
  readonly steadyRange?: DepthRange | undefined
  /** The descriptor's id, such as `tiny-v2`. */
  readonly model: string
  /** The execution provider that really ran, such as `cpu`. */
  readonly provider: string
  /** Of the model's file, such as `fp32`; absent where no model of this process made the depth. */
  readonly precision?: string | undefined
  /** The size at which the model saw the image; absent as `precision` is. */
  readonly inputSize?: Size | undefined
  /** The id of the anchor that the values were fitted to. */
  readonly anchor?: string | undefined
  /** What calibrate depth says of it. */
  readonly calibration?: FrameCalibration | undefined
  /** Whether the depth was made of an earlier image that showed the same. */
  readonly reused?: boolean | undefined
  /** The image that the depth belongs to; absent where the depth came without it. */
  readonly image?: ImageFrame | undefined
  /** What is known of the image where it is absent; by default, that it is as large as the depth. */
  readonly imageFacts?: ImageFacts | undefined
}

type DepthValues = Pick<DepthFrameInit, 'data' | 'range' | 'width' | 'height'>

/** What `with` takes: other values together with their range, and whatever else changes. */
export type DepthFrameChanges = Partial<Omit<DepthFrameInit, keyof DepthValues>> &
  ((Pick<DepthValues, 'data' | 'range'> & Partial<Size>) | { readonly data?: never })

/**
 * A depth map at the model's resolution, with what is needed to read it. It travels by reference, as
 * ImageFrame does (see there); its data is read-only by contract. Upsampling, quantizing and coloring
 * belong to the output stages.
 */
export class DepthFrame {
  readonly id: string = randomUUID()
  readonly #init: DepthFrameInit
  readonly #facts: ImageFacts

  constructor(init: DepthFrameInit) {
    this.#init = init
    const { width, height } = init
    this.#facts = init.image ?? init.imageFacts ?? { width, height, captured: now() }
    Object.freeze(this)
  }

  get [depthFrameBrand](): true {
    return true
  }

  get [Symbol.toStringTag](): string {
    return 'DepthFrame'
  }

  /** The values, row by row from the top: `data[y * width + x]`. Read-only by contract. */
  get data(): Float32Array {
    return this.#init.data
  }

  /** Width of the depth map in values (not of the image: see `source`). */
  get width(): number {
    return this.#init.width
  }

  get height(): number {
    return this.#init.height
  }

  get kind(): DepthKind {
    return this.#init.kind
  }

  get nearIsLarge(): boolean {
    return depthKinds[this.kind].nearIsLarge
  }

  /** `m` for metric depth, undefined where values have no unit. */
  get unit(): 'm' | undefined {
    return depthKinds[this.kind].unit
  }

  get range(): DepthRange {
    return this.#init.range
  }

  /**
   * What drawings stretch their colors over, so that they do not flicker: a range that changes slowly
   * from frame to frame. Values may lie outside. Undefined unless the depth was stabilized.
   */
  get steadyRange(): DepthRange | undefined {
    return this.#init.steadyRange
  }

  get model(): string {
    return this.#init.model
  }

  get provider(): string {
    return this.#init.provider
  }

  /** Storage precision of the model's file, such as `fp32`; undefined where that is not known. */
  get precision(): string | undefined {
    return this.#init.precision
  }

  /** The size at which the model saw the image; undefined where that is not known. */
  get inputSize(): Size | undefined {
    return this.#init.inputSize
  }

  /**
   * The id of the anchor whose scale and shift the values have; undefined unless the depth was
   * stabilized. Relative values of two frames can be compared where their anchors are the same.
   */
  get anchor(): string | undefined {
    return this.#init.anchor
  }

  /**
   * How the meters came about, with their error; or why the calibration was lost, and the values are no
   * meters. Undefined unless the frame has been through calibrate depth.
   */
  get calibration(): FrameCalibration | undefined {
    return this.#init.calibration
  }

  /** Whether the depth was made of an earlier image that showed the same, and was sent again. */
  get reused(): boolean {
    return this.#init.reused ?? false
  }

  /** The part of the whole image that the depth belongs to; undefined where nothing was cropped. */
  get crop(): AppliedCrop | undefined {
    return this.#facts.crop
  }

  /** When the image was captured, in epoch milliseconds (see ImageFrame). */
  get captured(): number {
    return this.#facts.captured
  }

  /** Size of the image that the depth belongs to, in pixels. */
  get source(): Size {
    return { width: this.#facts.width, height: this.#facts.height }
  }

  /** The camera behind the image, in pixels of the image; undefined where it is not known. */
  get camera(): Camera | undefined {
    return this.#facts.camera
  }

  /** Why the image cannot be trusted, nor its depth; undefined where nothing is known against it. */
  get unusable(): UnusableReason | undefined {
    return this.#facts.unusable ?? this.#init.imageFacts?.unusable
  }

  /** Undefined where the depth came as bytes, without its image: see `imageOf`. */
  get image(): ImageFrame | undefined {
    return this.#init.image
  }

  /** Bytes that it keeps in memory, with those of its image. */
  get heldBytes(): number {
    return this.data.byteLength + (this.image?.heldBytes ?? 0)
  }

  /**
   * A new frame that differs in what is given. Other values come with their `range`, and leave the
   * steady range behind, which would not be theirs, unless they come with one.
   */
  with(changes: DepthFrameChanges): DepthFrame {
    const steadyRange = changes.data === undefined ? this.steadyRange : undefined
    return new DepthFrame({ ...this.#init, steadyRange, ...changes })
  }

  /**
   * The value nearest to a point of the image, in relative coordinates: (0, 0) is the top left
   * corner, (1, 1) the bottom right one.
   *
   * @throws RangeError when a coordinate lies outside 0..1
   */
  at(x: number, y: number): number {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
      throw new RangeError(`at(x, y) takes coordinates from 0 to 1, not (${x}, ${y})`)
    }
    const column = Math.min(Math.floor(x * this.width), this.width - 1)
    const row = Math.min(Math.floor(y * this.height), this.height - 1)
    return this.data[row * this.width + column] ?? NaN
  }

  /**
   * How near a point of the image is, whatever the kind of depth: 0 is the farthest of this frame, 1
   * the nearest. Half way where everything is equally far; NaN where there is no value.
   *
   * @throws RangeError as `at`
   */
  nearness(x: number, y: number): number {
    return this.#nearnessOf(this.at(x, y))
  }

  /**
   * The depth of a part of the image, in relative coordinates from its top left corner.
   *
   * @throws RangeError when the part does not lie inside the image
   */
  region(x: number, y: number, width: number, height: number): DepthRegion {
    const values = sortedValues(this.data, this, { x, y, width, height })
    const median = values[Math.floor(values.length / 2)] ?? NaN
    return {
      min: values[0] ?? NaN,
      max: values.at(-1) ?? NaN,
      median,
      nearness: this.#nearnessOf(median),
    }
  }

  #nearnessOf(value: number): number {
    const { min, max } = this.range
    if (!Number.isFinite(value)) return NaN
    if (max === min) return 0.5
    const position = (value - min) / (max - min)
    return this.nearIsLarge ? position : 1 - position
  }

  /** A short summary without values, which is what a debug node shows. */
  toJSON(): Record<string, unknown> {
    return {
      type: 'DepthFrame',
      id: this.id,
      width: this.width,
      height: this.height,
      kind: this.kind,
      range: this.range,
      ...(this.unit === undefined ? {} : { unit: this.unit }),
      ...(this.steadyRange === undefined ? {} : { steadyRange: this.steadyRange }),
      model: this.model,
      ...(this.precision === undefined ? {} : { precision: this.precision }),
      provider: this.provider,
      ...(this.inputSize === undefined ? {} : { inputSize: this.inputSize }),
      source: this.source,
      ...(this.crop === undefined ? {} : { crop: this.crop }),
      ...(this.anchor === undefined ? {} : { anchor: this.anchor }),
      ...(this.calibration === undefined ? {} : { calibration: this.calibration }),
      ...(this.reused ? { reused: true } : {}),
      ...(this.unusable === undefined ? {} : { unusable: this.unusable }),
      captured: this.captured,
    }
  }

  toString(): string {
    return `DepthFrame ${this.width}x${this.height} ${this.kind} by ${this.model}`
  }
}

/**
 * The image of a frame, for what cannot do without.
 *
 * @param purpose completes "the image is needed …", such as `to lay depth over it`
 * @throws DepthError IMAGE_MISSING
 */
export function imageOf(frame: Pick<DepthFrame, 'image'>, purpose: string): ImageFrame {
  if (frame.image !== undefined) return frame.image
  throw new DepthError(
    'IMAGE_MISSING',
    `The depth came without its image, which is needed ${purpose}. Name the image in the dialog of ` +
      'import depth.',
  )
}

/** Whether `value` is a DepthFrame, also one from another installation of this package. */
export function isDepthFrame(value: unknown): value is DepthFrame {
  return hasBrand(value, depthFrameBrand)
}
