import { DepthError } from '../errors'
import type { Size } from '../frames/image-frame'

/** A part of an image, in pixels of the upright image, from its top left corner. */
export interface Crop extends Size {
  readonly left: number
  readonly top: number
}

/**
 * Checks that a crop lies inside the image.
 *
 * @throws DepthError CROP_INVALID, naming the crop, the image and its size
 */
export function checkCrop(crop: Crop, image: Size, source: string): void {
  const { left, top, width, height } = crop
  const whole = [left, top, width, height].every(Number.isInteger)
  const inside =
    left >= 0 &&
    top >= 0 &&
    width >= 1 &&
    height >= 1 &&
    left + width <= image.width &&
    top + height <= image.height
  if (whole && inside) return
  throw new DepthError(
    'CROP_INVALID',
    `The crop (left ${left}, top ${top}, ${width}x${height}) does not lie inside ${source}, which ` +
      `has ${image.width}x${image.height} pixels once upright. Use whole pixels inside it.`,
  )
}
