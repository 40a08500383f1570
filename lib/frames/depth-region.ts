import type { Size } from './image-frame'

/** A part of a frame, in relative coordinates from its top left corner. */
export interface RelativeBox extends Size {
  readonly x: number
  readonly y: number
}

/** The depth of a part of a frame: over its finite values, NaN where it has none. */
export interface DepthRegion {
  readonly min: number
  readonly max: number
  readonly median: number
  /** Of the median: 0 is the farthest of the frame, 1 the nearest. */
  readonly nearness: number
}

/**
 * The finite values inside a box, in order of size; at least one value is looked at.
 *
 * @throws RangeError when the box does not lie inside the frame
 */
export function sortedValues(
  data: Float32Array,
  { width, height }: Size,
  box: RelativeBox,
): Float32Array {
  const columns = span(box.x, box.width, width)
  const rows = span(box.y, box.height, height)
  const values = new Float32Array((columns.end - columns.start) * (rows.end - rows.start))
  let count = 0
  for (let row = rows.start; row < rows.end; row++) {
    for (const value of data.subarray(row * width + columns.start, row * width + columns.end)) {
      if (Number.isFinite(value)) values[count++] = value
    }
  }
  return values.subarray(0, count).sort()
}

/** The cells that a part of a side touches. */
function span(from: number, length: number, cells: number): { start: number; end: number } {
  if (!(from >= 0 && length >= 0 && from + length <= 1 + Number.EPSILON)) {
    throw new RangeError(`a region lies between 0 and 1, not between ${from} and ${from + length}`)
  }
  const start = Math.min(Math.floor(from * cells), cells - 1)
  return { start, end: Math.min(Math.max(Math.ceil((from + length) * cells), start + 1), cells) }
}
