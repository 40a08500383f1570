import type { Size } from '../frames/image-frame'
import { inputSize, roundToMultiple, type SizingPolicy } from '../image/sizing'
import type { ModelInput } from './descriptor'

/**
 * The size at which an image is given to a model. A side that the graph fixes is taken as it is;
 * where it fixes one alone, the other one keeps the aspect ratio.
 *
 * @param chosen replaces the defaults of the descriptor where the graph leaves the choice
 */
export function modelInputSize(
  input: ModelInput,
  image: Size,
  chosen: { readonly sizing?: SizingPolicy | undefined; readonly size?: number | undefined } = {},
): Size {
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
