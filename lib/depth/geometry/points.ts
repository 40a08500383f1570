import type { Size } from '../../frames/image-frame'
import type { MapCamera } from './camera'

/** Points in space, as a camera sees them: x to the right, y down, z away from it. */
export interface Points {
  /** x, y, z of each point. */
  readonly positions: Float32Array
  /** Which value of the depth map each point comes from. */
  readonly indices: Uint32Array
}

/**
 * Back-projects a depth map: the point that each value sees.
 *
 * @param distances along the optical axis, row by row from the top
 * @param mask 0 for values that are left out
 */
export function backProject(
  distances: Float32Array,
  { width, height }: Size,
  { focalLength, center }: MapCamera,
  mask: Uint8Array,
): Points {
  const count = mask.reduce((sum, kept) => sum + kept, 0)
  const positions = new Float32Array(3 * count)
  const indices = new Uint32Array(count)
  let point = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      if (mask[index] !== 1) continue
      const z = distances[index] ?? NaN
      positions[3 * point] = ((x + 0.5 - center.x) * z) / focalLength.x
      positions[3 * point + 1] = ((y + 0.5 - center.y) * z) / focalLength.y
      positions[3 * point + 2] = z
      indices[point++] = index
    }
  }
  return { positions, indices }
}
