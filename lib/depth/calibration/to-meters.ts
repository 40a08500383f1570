import type { DepthRange } from '../../frames/depth-frame'
import { depthKinds, type DepthKind } from '../../frames/depth-kinds'
import { equations, lineAt, type Line } from './equations'

/** The values of a depth map with their range. */
interface Values {
  readonly data: Float32Array
  readonly range: DepthRange
}

/** Farther than this, in multiples of the reach, a value is the sky and no distance. */
const farthest = 100

/**
 * Turns a depth map into meters. Values that stand for no distance, or for one beyond 100 times the reach
 * of the calibration, become NaN, and so do all of relative depth that is the same everywhere. 518x518 values take 0.4 ms where all of them have a distance, else 0.9
 * ms.
 *
 * @param reach of the calibration, in meters
 */
export function toMeters(
  { data, range }: Values,
  kind: DepthKind,
  line: Line,
  reach: number,
): Values {
  if (depthKinds[kind].unit === undefined && range.min === range.max) return nothing(data.length)
  const meters = kind === 'relative-inverse' ? inverted(data, line) : scaled(data, line)
  const limit = farthest * reach
  const ends = [range.min, range.max].map((value) =>
    Math.fround(equations[kind].toMeters(lineAt(line, value))),
  )
  const [min, max] = [Math.min(...ends), Math.max(...ends)]
  // A map without a finite value has a range of 0.
  if (range.min < range.max && min > 0 && max < limit) return { data: meters, range: { min, max } }
  return { data: meters, range: eraseBeyond(meters, limit) }
}

/** The meters of a range that changes slowly; undefined where an end of it has none. */
export function rangeToMeters(
  { min, max }: DepthRange,
  kind: DepthKind,
  line: Line,
): DepthRange | undefined {
  const ends = [min, max].map((value) => equations[kind].toMeters(lineAt(line, value)))
  if (!ends.every((meters) => meters > 0 && meters < Infinity)) return undefined
  return { min: Math.min(...ends), max: Math.max(...ends) }
}

/** Relative depth that is the same everywhere says of no place how far it is. */
function nothing(length: number): Values {
  return { data: new Float32Array(length).fill(NaN), range: { min: 0, max: 0 } }
}

// Without a comparison in the loop both take a third of the time. What is infinite or NaN, less itself,
// is NaN.

function inverted(data: Float32Array, { scale, shift }: Line): Float32Array {
  const { length } = data
  const meters = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    const y = scale * (data[i] ?? NaN) + shift
    meters[i] = 1 / y + (y - y)
  }
  return meters
}

function scaled(data: Float32Array, { scale, shift }: Line): Float32Array {
  const { length } = data
  const meters = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    const y = scale * (data[i] ?? NaN) + shift
    meters[i] = y + (y - y)
  }
  return meters
}

/** Makes NaN of what is no distance, or one beyond a limit; returns the range of the others. */
function eraseBeyond(meters: Float32Array, limit: number): DepthRange {
  const { length } = meters
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < length; i++) {
    const value = meters[i] ?? NaN
    if (value > 0 && value < limit) {
      if (value < min) min = value
      if (value > max) max = value
    } else {
      meters[i] = NaN
    }
  }
  return min <= max ? { min, max } : { min: 0, max: 0 }
}
