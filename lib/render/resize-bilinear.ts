import { tapsOf, type Taps } from '../depth/taps'
import type { Size } from '../frames/image-frame'
import { fractionBits } from './scale'

/** Depth on the scale of a color map, see `scaleDepth`; rows from the top. */
export interface ScaledDepth extends Size {
  readonly data: Uint16Array
}

/** Bits of fraction of a weight; a value times a weight stays below 31 bits. */
const weightBits = 12
const halfWeight = 1 << (weightBits - 1)
const halfIndex = 1 << (fractionBits - 1)

/**
 * Resizes scaled depth: bilinear, with pixel centers at one half, as PyTorch's
 * `interpolate(mode="bilinear", align_corners=False)`. Then looks each value up.
 *
 * Each source row is resized to the target's width once, since many rows of the target lie between
 * the same two. All numbers are whole, because V8 converts floats to bytes slowly.
 *
 * @param lookUp 256 values, one for each index
 * @param target gets one value per pixel, rows from the top: each `stride` after the one before
 */
export function resizeBilinear(
  source: ScaledDepth,
  size: Size,
  lookUp: Uint8Array | Uint32Array,
  target: Uint8Array | Uint32Array,
  stride: number,
): void {
  const columns = weighted(source.width, size.width)
  const rows = weighted(source.height, size.height)
  let above: ResizedRow = { y: -1, values: new Int32Array(size.width) }
  let below: ResizedRow = { y: -1, values: new Int32Array(size.width) }
  for (let y = 0; y < size.height; y++) {
    const first = rows.first[y] ?? 0
    const second = rows.second[y] ?? 0
    if (below.y === first) [above, below] = [below, above]
    if (above.y !== first) resizeRow(source, first, columns, above)
    if (below.y !== second) resizeRow(source, second, columns, below)
    const line = target.subarray(y * stride, y * stride + size.width)
    blend(above.values, below.values, rows.weight[y] ?? 0, lookUp, line)
  }
}

interface ResizedRow {
  /** Row of the source; -1 before the first. */
  y: number
  readonly values: Int32Array
}

function resizeRow(source: ScaledDepth, y: number, columns: WeightedTaps, row: ResizedRow): void {
  const { data, width } = source
  const { first, second, weight } = columns
  const { values } = row
  const start = y * width
  for (let x = 0; x < values.length; x++) {
    const value = data[start + (first[x] ?? 0)] ?? 0
    const next = data[start + (second[x] ?? 0)] ?? 0
    values[x] = value + (((next - value) * (weight[x] ?? 0) + halfWeight) >> weightBits)
  }
  row.y = y
}

function blend(
  above: Int32Array,
  below: Int32Array,
  weight: number,
  lookUp: Uint8Array | Uint32Array,
  line: Uint8Array | Uint32Array,
): void {
  for (let x = 0; x < line.length; x++) {
    const value = above[x] ?? 0
    const step = (((below[x] ?? 0) - value) * weight + halfWeight) >> weightBits
    line[x] = lookUp[(value + step + halfIndex) >> fractionBits] ?? 0
  }
}

/** Taps with weights in whole numbers. */
interface WeightedTaps extends Taps {
  /** Share of `second`, with `weightBits` bits of fraction. */
  readonly weight: Int32Array
}

function weighted(source: number, target: number): WeightedTaps {
  const taps = tapsOf(source, target)
  const weight = Int32Array.from(taps.share, (share) => Math.round(share * (1 << weightBits)))
  return { ...taps, weight }
}
