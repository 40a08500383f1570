import { DepthError } from '../errors'
import type { Camera } from '../frames/camera'
import type { Crop } from '../frames/crop'
import type { Size } from '../frames/image-frame'

/** What people know about a lens: the image's width as an angle in degrees, or pixels. */
export type Lens = { readonly fieldOfView: number } | { readonly focalLength: number }

/** A lens by its two names, with the largest value of each; the smallest is above 0. */
export const lensLimits = { fieldOfView: 179, focalLength: 1_000_000 } as const

/**
 * A value of a message as a lens; undefined where there is none.
 *
 * @param label names the value in errors, such as `msg.camera`
 * @throws DepthError INPUT_UNSUPPORTED
 */
export function lensOf(value: unknown, label: string): Lens | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') {
    const { fieldOfView, focalLength } = value as Readonly<Record<string, unknown>>
    if (isWithin(fieldOfView, lensLimits.fieldOfView)) return { fieldOfView }
    if (isWithin(focalLength, lensLimits.focalLength)) return { focalLength }
  }
  throw new DepthError(
    'INPUT_UNSUPPORTED',
    `${label} is not a camera's lens. Send { fieldOfView: 70 }, in degrees across the image's width, ` +
      'or { focalLength: 1000 }, in pixels of the image.',
  )
}

/** The camera that took an image of this size, before any crop. */
export function cameraOf(lens: Lens, { width, height }: Size): Camera {
  const focalLength =
    'focalLength' in lens
      ? lens.focalLength
      : width / 2 / Math.tan((lens.fieldOfView * Math.PI) / 360)
  return { focalLength, center: { x: width / 2, y: height / 2 } }
}

/** The camera of a part of its image: what it looks at is elsewhere in it. */
export function croppedCamera({ focalLength, center }: Camera, { left, top }: Crop): Camera {
  return { focalLength, center: { x: center.x - left, y: center.y - top } }
}

/** The focal length in pixels of an image that was resized, the mean of both directions. */
export function resizedFocalLength({ focalLength }: Camera, from: Size, to: Size): number {
  return (focalLength * (to.width / from.width + to.height / from.height)) / 2
}

function isWithin(value: unknown, max: number): value is number {
  return typeof value === 'number' && value > 0 && value <= max
}
