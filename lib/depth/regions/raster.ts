import type { Size } from '../../frames/image-frame'
import { RecentlyUsed } from '../../timing/recently-used'
import { bounds, outline, type Shape } from '../geometry/shape'

/** The values of a depth map that belong to a shape. */
export interface Raster {
  /** Start and end of each run of values, one after the other, as indices into the map. */
  readonly runs: Uint32Array
  /** How many values there are in all. */
  readonly count: number
}

const keptRasters = 256

/** The rasters of polygons, each made once for a size of the map. */
export class Rasters {
  readonly #polygons = new RecentlyUsed<string, Raster>(keptRasters)

  of(shape: Shape, size: Size): Raster {
    if (shape.kind !== 'polygon') return rasterize(shape, size)
    const key = JSON.stringify([shape.points, size.width, size.height])
    return this.#polygons.get(key, () => rasterize(shape, size))
  }
}

/**
 * The values whose middles lie in a shape (even-odd rule), of the part of it that is inside the map. A
 * shape that is too small for that has the value under its middle; one outside the map has none.
 */
export function rasterize(shape: Shape, { width, height }: Size): Raster {
  const runs: number[] = []
  let count = 0
  const { y, height: tall } = bounds(shape)
  const last = Math.min(height - 1, Math.ceil((y + tall) * height))
  for (let row = Math.max(0, Math.floor(y * height) - 1); row <= last; row++) {
    const crossings = crossingsAt(shape, (row + 0.5) / height)
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const start = columnFrom(crossings[at] ?? 0, width)
      const end = columnFrom(crossings[at + 1] ?? 0, width)
      if (end <= start) continue
      runs.push(row * width + start, row * width + end)
      count += end - start
    }
  }
  return count > 0 ? { runs: Uint32Array.from(runs), count } : middleOf(shape, { width, height })
}

/** All values of a map. */
export function wholeRaster({ width, height }: Size): Raster {
  const ends = Array.from({ length: height }, (_, row) => [row * width, (row + 1) * width])
  return { runs: Uint32Array.from(ends.flat()), count: width * height }
}

/** Where a horizontal line enters and leaves a shape, from the left. */
function crossingsAt(shape: Shape, y: number): readonly number[] {
  const corners = outline(shape)
  const crossings: number[] = []
  corners.forEach((corner, at) => {
    const before = corners.at(at - 1) ?? corner
    if (corner.y > y === before.y > y) return
    crossings.push(corner.x + ((y - corner.y) * (before.x - corner.x)) / (before.y - corner.y))
  })
  return crossings.sort((a, b) => a - b)
}

/** The first column whose middle is not to the left of `x`. */
function columnFrom(x: number, width: number): number {
  return Math.min(width, Math.max(0, Math.ceil(x * width - 0.5)))
}

function middleOf(shape: Shape, { width, height }: Size): Raster {
  const { x, y, width: wide, height: tall } = bounds(shape)
  const [middleX, middleY] = [x + wide / 2, y + tall / 2]
  const isInside = middleX >= 0 && middleX <= 1 && middleY >= 0 && middleY <= 1
  if (!isInside) return { runs: new Uint32Array(), count: 0 }
  const column = Math.min(width - 1, Math.floor(middleX * width))
  const row = Math.min(height - 1, Math.floor(middleY * height))
  const index = row * width + column
  return { runs: Uint32Array.of(index, index + 1), count: 1 }
}
