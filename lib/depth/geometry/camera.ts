import type { Camera } from '../../frames/camera'
import type { Size } from '../../frames/image-frame'

/** How wide a camera sees, in degrees, where nobody has said it. */
export const assumedFieldOfView = 60

/** A pinhole camera for a depth map: lengths in values of the map, across and down. */
export interface MapCamera {
  readonly focalLength: { readonly x: number; readonly y: number }
  /** Where the optical axis meets the map; (0, 0) is the corner of the first value. */
  readonly center: { readonly x: number; readonly y: number }
}

/**
 * The camera of an image for its depth map.
 *
 * @param camera undefined: the field of view is assumed
 */
export function mapCamera(camera: Camera | undefined, image: Size, map: Size): MapCamera {
  const { focalLength, center } = camera ?? assumedCamera(image)
  const x = map.width / image.width
  const y = map.height / image.height
  return {
    focalLength: { x: focalLength * x, y: focalLength * y },
    center: { x: center.x * x, y: center.y * y },
  }
}

function assumedCamera({ width, height }: Size): Camera {
  const half = (assumedFieldOfView * Math.PI) / 360
  return { focalLength: width / 2 / Math.tan(half), center: { x: width / 2, y: height / 2 } }
}
