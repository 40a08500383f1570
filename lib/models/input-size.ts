import type { Size } from '../frames/image-frame'
import { inputSize, roundToMultiple, type SizingPolicy } from '../image/sizing'
import type { ModelInput } from './descriptor'

/** Replaces the defaults of a descriptor where the graph leaves the choice. */
interface ChosenSize {
  readonly sizing?: SizingPolicy | undefined
  readonly size?: number | undefined
}

/**
 * How many pixels an image's shape may lead to, unless the descriptor says otherwise: twice those of
 * 924x518, or 4884 tokens of 14x14. Memory and time grow with their square: 1600x200 at
 * `lower_bound` 518 would take 7.9 GB with Depth Anything Small.
 */
const defaultMaxPixels = 2 * 924 * 518

/**
 * The size at which an image is given to a model: what its sizing gives, within what the model can
 * run.
 */
export function modelInputSize(input: ModelInput, image: Size, chosen: ChosenSize = {}): Size {
  const wanted = wantedInputSize(input, image, chosen)
  const { width, height, sizeMultiple: multiple } = input
  const least = ceilTo(input.minSide ?? 1, multiple)
  const most = mostPixels(input, chosen.size)
  // A side that the graph fixes stays; the other one takes what is left.
  const isFree = width === undefined && height === undefined
  const scale = isFree ? Math.min(1, Math.sqrt(most / (wanted.width * wanted.height))) : 1
  const fit = (side: number, other: number) =>
    Math.max(least, Math.min(floorTo(side * scale, multiple), floorTo(most / other, multiple)))
  return {
    width: width ?? fit(wanted.width, height ?? least),
    height: height ?? fit(wanted.height, width ?? least),
  }
}

/**
 * The size that a sizing gives, whatever it costs. A side that the graph fixes is taken as it is;
 * where it fixes one alone, the other one keeps the aspect ratio.
 */
export function wantedInputSize(input: ModelInput, image: Size, chosen: ChosenSize = {}): Size {
  const { width, height, sizeMultiple } = input
  if (width === undefined && height === undefined) {
    return inputSize(chosen.sizing ?? input.sizing, image, chosen.size ?? input.size, sizeMultiple)
  }
  const beside = (side: number, own: number, other: number) =>
    roundToMultiple((side * other) / own, sizeMultiple)
  return {
    width: width ?? beside(height ?? 0, image.height, image.width),
    height: height ?? beside(width ?? 0, image.width, image.height),
  }
}

/** A square of the side that was asked for is always allowed, as it does not come from the image. */
function mostPixels(input: ModelInput, size = input.size): number {
  const { maxPixels = defaultMaxPixels, sizeMultiple } = input
  return Math.max(maxPixels, ceilTo(size, sizeMultiple) ** 2)
}

function ceilTo(length: number, multiple: number): number {
  return Math.ceil(length / multiple) * multiple
}

function floorTo(length: number, multiple: number): number {
  return Math.floor(length / multiple) * multiple
}
