import type { Size } from '../frames/image-frame'

/** Images are compared in cells, each the mean of a square of so many depth values. */
export interface Grid extends Size {
  readonly cell: number
}

const largestCell = 8
/** As many cells as the shorter side has at least, where the map has as many values. */
const fewest = 32

/** The grid for a depth map: noise of single pixels is gone in its cells, and things are still there. */
export function gridFor({ width, height }: Size): Grid {
  const cell = Math.max(1, Math.min(largestCell, Math.floor(Math.min(width, height) / fewest)))
  return { cell, width: Math.ceil(width / cell), height: Math.ceil(height / cell) }
}

/** The cell that a position in the map lies in. */
export function cellOf(position: number, mapWidth: number, { cell, width }: Grid): number {
  const row = Math.floor(position / mapWidth)
  const column = position - row * mapWidth
  return Math.floor(row / cell) * width + Math.floor(column / cell)
}

/** Marks the neighbors of marked cells too. */
export function withNeighbors(marked: Uint8Array, { width, height }: Grid): Uint8Array {
  const grown = new Uint8Array(marked.length)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (marked[row * width + column] !== 1) continue
      const [left, right] = [Math.max(column - 1, 0), Math.min(column + 2, width)]
      for (let near = Math.max(row - 1, 0); near < Math.min(row + 2, height); near++) {
        grown.fill(1, near * width + left, near * width + right)
      }
    }
  }
  return grown
}
