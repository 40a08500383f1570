import type { DepthRange } from '../../frames/depth-frame'
import type { DepthKind } from '../../frames/depth-kinds'

/** Relative depth is drawn from here to there: not to scale, and in no unit. */
const nearest = 1
const farthest = 4

type Distance = (value: number, range: DepthRange) => number

/** The distance along the optical axis that a value of each kind stands for. */
const distanceOf: Readonly<Record<DepthKind, Distance>> = {
  metric: (value) => (value > 0 ? value : NaN),
  relative: (value, range) => nearest + fraction(value, range) * (farthest - nearest),
  // The inverse of the distance is linear in the value.
  'relative-inverse': (value, range) =>
    1 / (1 / farthest + fraction(value, range) * (1 / nearest - 1 / farthest)),
}

/**
 * The distance of each value of a depth map along the optical axis: in meters where the depth is
 * metric, otherwise not to scale. NaN where there is none.
 */
export function distances(values: Float32Array, kind: DepthKind, range: DepthRange): Float32Array {
  const distance = distanceOf[kind]
  return values.map((value) => (Number.isFinite(value) ? distance(value, range) : NaN))
}

function fraction(value: number, { min, max }: DepthRange): number {
  return max > min ? (value - min) / (max - min) : 0.5
}
