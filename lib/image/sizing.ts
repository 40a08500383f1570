import { DepthError } from '../errors'
import type { Size } from '../frames/image-frame'

/** One way to choose the model's input size: a scale for each side, and a floor for the result. */
interface Sizing {
  /** The factors by which width and height are scaled before they are rounded to the multiple. */
  readonly scale: (source: Size, size: number) => { readonly x: number; readonly y: number }
  /** No side becomes shorter than this; a side that rounding made shorter is rounded up. */
  readonly atLeast: (size: number, multiple: number) => number
}

const oneMultiple = (_size: number, multiple: number) => multiple
const both = (scale: number) => ({ x: scale, y: scale })

/** The ways to choose the model's input size; `inputSize` describes them. */
const sizings = {
  // Depth-Anything(-V2), depth_anything/util/transform.py, Resize.get_size: the shorter side
  // becomes `size`, and neither side may fall below it.
  lower_bound: {
    scale: (source, size) => both(Math.max(size / source.width, size / source.height)),
    atLeast: (size) => size,
  },
  // transformers, DPTImageProcessor with keep_aspect_ratio: of the two scales that fit one side to
  // `size`, the one nearer to 1, the height's when both are equally near.
  minimal: {
    scale: (source, size) => {
      const x = size / source.width
      const y = size / source.height
      return both(Math.abs(1 - x) < Math.abs(1 - y) ? x : y)
    },
    atLeast: oneMultiple,
  },
  fixed: {
    scale: (source, size) => ({ x: size / source.width, y: size / source.height }),
    atLeast: oneMultiple,
  },
  longest: {
    scale: (source, size) => both(size / Math.max(source.width, source.height)),
    atLeast: oneMultiple,
  },
} as const satisfies Record<string, Sizing>

export type SizingPolicy = keyof typeof sizings

export const sizingPolicies = Object.keys(sizings) as readonly SizingPolicy[]

/**
 * The size, in pixels, at which an image is given to a model.
 *
 * - `lower_bound`: the shorter side becomes `size`, the other keeps the aspect ratio; the official
 *   code of Depth Anything V1 and V2
 * - `minimal`: one side becomes `size`, whichever changes the image least; Hugging Face's
 * - `fixed`: a square of `size`, whatever the aspect ratio
 * - `longest`: the longer side becomes `size`, the cheapest that keeps the aspect ratio
 *
 * Both sides are rounded to a multiple of `multiple`, halves to the even one as Python does, and
 * are at least one multiple long. For `lower_bound` they are at least `size` long.
 *
 * @throws DepthError IMAGE_EMPTY when a side of `source` is not at least one pixel long
 */
export function inputSize(
  policy: SizingPolicy,
  source: Size,
  size: number,
  multiple: number,
): Size {
  if (!(source.width >= 1 && source.height >= 1)) {
    throw new DepthError(
      'IMAGE_EMPTY',
      `An image of ${source.width}x${source.height} pixels cannot be scaled: it has none.`,
    )
  }
  const { scale, atLeast }: Sizing = sizings[policy]
  const { x, y } = scale(source, size)
  const floor = atLeast(size, multiple)
  return {
    width: toMultiple(x * source.width, multiple, floor),
    height: toMultiple(y * source.height, multiple, floor),
  }
}

/** The multiple that is nearest to a length, halves to the even one; at least one multiple. */
export function roundToMultiple(length: number, multiple: number): number {
  return toMultiple(length, multiple, multiple)
}

function toMultiple(length: number, multiple: number, floor: number): number {
  const nearest = roundHalfToEven(length / multiple) * multiple
  if (nearest >= floor) return nearest
  return Math.max(Math.ceil(length / multiple), 1) * multiple
}

/** As Python's `round` and numpy's: 2.5 becomes 2, 3.5 becomes 4; `Math.round` says 3 and 4. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
