import type { Size } from '../frames/image-frame'
import type { ValueMap } from './value-map'

/**
 * Resizes depth values: bilinear, with pixel centers at one half, as PyTorch's
 * `interpolate(mode="bilinear", align_corners=False)`. A value between two of which one is missing is
 * missing too.
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
    const weight = rows.weight[y] ?? 0
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
    row[x] = between(value, next, columns.weight[x] ?? 0)
  }
}

/** A neighbor that does not count may be missing. */
function between(value: number, next: number, weight: number): number {
  return weight === 0 ? value : value + (next - value) * weight
}

/** For each value along a side of the target: the two of the source that it lies between. */
interface Taps {
  readonly first: Int32Array
  readonly second: Int32Array
  /** Share of `second`. */
  readonly weight: Float64Array
}

function tapsOf(source: number, target: number): Taps {
  const taps = {
    first: new Int32Array(target),
    second: new Int32Array(target),
    weight: new Float64Array(target),
  }
  for (let i = 0; i < target; i++) {
    const position = Math.min(Math.max(((i + 0.5) * source) / target - 0.5, 0), source - 1)
    const first = Math.floor(position)
    taps.first[i] = first
    taps.second[i] = Math.min(first + 1, source - 1)
    taps.weight[i] = position - first
  }
  return taps
}
