import { tapsOf, type Taps } from '../depth/taps'
import type { Size } from '../frames/image-frame'
import type { ValueMap } from './value-map'

/**
 * Resizes depth values, bilinear (see `tapsOf`). A value between two of which one is missing is missing
 * too.
 */
export function resizeValues(source: ValueMap, { width, height }: Size): ValueMap {
  if (source.width === width && source.height === height) return source
  const columns = tapsOf(source.width, width)
  const rows = tapsOf(source.height, height)
  const values = new Float32Array(width * height)
  const above = new Float64Array(width)
  const below = new Float64Array(width)
  for (let y = 0; y < height; y++) {
    resizeRow(source, rows.first[y] ?? 0, columns, above)
    resizeRow(source, rows.second[y] ?? 0, columns, below)
    const weight = rows.share[y] ?? 0
    for (let x = 0; x < width; x++) {
      values[y * width + x] = between(above[x] ?? NaN, below[x] ?? NaN, weight)
    }
  }
  return { values, width, height }
}

function resizeRow(source: ValueMap, y: number, columns: Taps, row: Float64Array): void {
  const start = y * source.width
  for (let x = 0; x < row.length; x++) {
    const value = source.values[start + (columns.first[x] ?? 0)] ?? NaN
    const next = source.values[start + (columns.second[x] ?? 0)] ?? NaN
    row[x] = between(value, next, columns.share[x] ?? 0)
  }
}

/** A neighbor that does not count may be missing. */
function between(value: number, next: number, weight: number): number {
  return weight === 0 ? value : value + (next - value) * weight
}
