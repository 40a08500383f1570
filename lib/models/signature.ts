/** Name, element type and dimensions of an input or output; a text dimension is dynamic. */
export interface TensorShape {
  readonly name: string
  readonly type: string
  readonly dims: readonly (number | string)[]
}

/** The interface of a loaded model. */
export interface Signature {
  readonly inputs: readonly TensorShape[]
  readonly outputs: readonly TensorShape[]
}

/** The element types of inputs that an image can be written to. */
export const inputTypes = ['float32', 'float16', 'uint8'] as const
export type InputType = (typeof inputTypes)[number]

/** The element types of outputs that can be read as depth. */
export const outputTypes = ['float32', 'float16', 'float64', 'uint16'] as const

/** Whether the three channels come before height and width, or after them. */
export const layouts = ['nchw', 'nhwc'] as const
export type Layout = (typeof layouts)[number]

type Dimension = number | string

/** How a tensor takes an image. */
export interface ImageInput {
  readonly name: string
  readonly type: InputType
  readonly layout: Layout
  readonly rank: 4 | 5
  /** Sides that the graph fixes, in pixels; absent where they are free. */
  readonly width?: number
  readonly height?: number
}

/**
 * How an input takes one image; undefined where it takes none.
 *
 * @param layout of which it is known to be; by default the one that its dimensions show
 */
export function imageInput(
  { name, type, dims }: TensorShape,
  layout: Layout = shownLayout(dims),
): ImageInput | undefined {
  const rank = dims.length
  if ((rank !== 4 && rank !== 5) || !isOneOf(inputTypes, type)) return undefined
  const [first = '', second = '', third = ''] = dims.slice(-3)
  const [channels, height, width] =
    layout === 'nchw' ? [first, second, third] : [third, first, second]
  const channelsFit = isFree(channels) || channels === 3
  if (!channelsFit || !dims.slice(0, -3).every(isOneOrFree)) return undefined
  return {
    name,
    type,
    layout,
    rank,
    ...(!isFree(width) && { width: Number(width) }),
    ...(!isFree(height) && { height: Number(height) }),
  }
}

/**
 * Whether an output is one depth map: [H,W], [1,H,W], [1,1,H,W], [1,H,W,1] and the like. The shape
 * of an output that onnxruntime could not infer is empty: only a run shows what it is.
 */
export function isDepthOutput({ type, dims }: TensorShape): boolean {
  if (!isOneOf(outputTypes, type)) return false
  if (dims.length === 0) return true
  const sides = dims.length > 3 && dims.at(-1) === 1 ? dims.slice(0, -1) : dims
  return (
    sides.length >= 2 &&
    sides.slice(0, -2).every(isOneOrFree) &&
    sides.slice(-2).every((side) => isFree(side) || Number(side) >= smallestMap)
  )
}

/** A fixed side below this is no image: vectors with three channels, 3x4 matrices of a camera. */
const smallestMap = 5

function shownLayout(dims: readonly Dimension[]): Layout {
  return dims.at(-1) === 3 && dims.at(-3) !== 3 ? 'nhwc' : 'nchw'
}

function isFree(dimension: Dimension): boolean {
  return typeof dimension === 'string' || dimension === -1
}

function isOneOrFree(dimension: Dimension): boolean {
  return isFree(dimension) || dimension === 1
}

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value)
}
