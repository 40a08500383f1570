import type { Size } from '../../frames/image-frame'

/** As MoGe removes them: by how much of its distance a value may differ from its neighbors'. */
const tolerance = 0.04

/**
 * Finds values at the edges of things. A model blurs them, so that their points would hang in the air
 * between what is in front and what is behind.
 *
 * @param distances row by row from the top; NaN where there is none
 * @returns 1 for each value that stands for a surface, 0 for one at an edge or without a distance
 */
export function surfaceMask(distances: Float32Array, { width, height }: Size): Uint8Array {
  const mask = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = distances[y * width + x] ?? NaN
      const { min, max } = neighbors(distances, x, y, width, height)
      // False where the value itself is NaN.
      if (max - min <= tolerance * distance) mask[y * width + x] = 1
    }
  }
  return mask
}

/** Smallest and largest distance in the nine places around one, which count as far as they are there. */
function neighbors(
  distances: Float32Array,
  x: number,
  y: number,
  width: number,
  height: number,
): { min: number; max: number } {
  let min = Infinity
  let max = -Infinity
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      const distance = distances[row * width + column] ?? NaN
      if (distance < min) min = distance
      if (distance > max) max = distance
    }
  }
  return { min, max }
}
