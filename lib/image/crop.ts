import { DepthError } from '../errors'
import type { AppliedCrop, Crop } from '../frames/crop'
import type { Size } from '../frames/image-frame'

/**
 * What a crop leaves of an image.
 *
 * @param earlier the crop that the image is itself the result of
 */
export function appliedCrop(crop: Crop, image: Size, earlier?: AppliedCrop): AppliedCrop {
  const { left, top, width, height } = crop
  if (earlier === undefined) {
    return { left, top, width, height, of: { width: image.width, height: image.height } }
  }
  return { left: earlier.left + left, top: earlier.top + top, width, height, of: earlier.of }
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
