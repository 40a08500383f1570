import { DepthError } from '../../lib/errors'
import { alignMaps, valuesAt, type Alignment } from '../../lib/depth/alignment'
import { samplePositions } from '../../lib/depth/sample-positions'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { spearman } from '../../testing/frames/spearman'

/** How far one depth map is from another. */
export interface DepthDifference {
  /** The mean distance of the values, as a part of the mean of the reference. */
  readonly error: number
  /** The share of the pixels, 0 to 1, whose value is within a factor of 1.25 of the reference. */
  readonly delta1: number
  /** Spearman's, -1 to 1: 1 where both put every pair of pixels in the same order. */
  readonly rankCorrelation: number
}

/** Eigen, Puhrsch and Fergus (2014): the factor of delta1. */
const factor = 1.25
/** A ratio says nothing of values below this part of the reference's largest: the sky. */
const leastPart = 0.01

const asItIs: Alignment = { scale: 1, shift: 0 }

/**
 * Compares depth with that of a reference. Relative depth is compared after the scale and shift that
 * fit best, as it has no unit; meters as they are.
 *
 * @throws DepthError MODEL_MISMATCH where the maps have two sizes, or nothing in common
 */
export function depthDifference(depth: DepthFrame, reference: DepthFrame): DepthDifference {
  if (depth.width !== reference.width || depth.height !== reference.height) {
    throw new DepthError(
      'MODEL_MISMATCH',
      `One depth map is ${depth.width}x${depth.height}, the other ${reference.width}x` +
        `${reference.height}: they cannot be compared. Choose two files with one input size.`,
    )
  }
  const { data } = depth
  const wanted = reference.data
  const fit = depth.kind === 'metric' ? asItIs : alignMaps(data, wanted)
  if (fit === undefined) {
    throw new DepthError(
      'MODEL_MISMATCH',
      'No scale and shift take one depth map to the other: one of them is the same everywhere, or ' +
        'they run against each other. Check that both files are of one model.',
    )
  }
  const places = samplePositions(wanted.length).filter(
    (at) => Number.isFinite(data[at]) && Number.isFinite(wanted[at]),
  )
  return {
    ...distances(data, wanted, fit, leastPart * reference.range.max),
    rankCorrelation: spearman(valuesAt(data, places), valuesAt(wanted, places)),
  }
}

/** @param least what the reference has to exceed to count in delta1 */
function distances(
  data: Float32Array,
  wanted: Float32Array,
  { scale, shift }: Alignment,
  least: number,
): Omit<DepthDifference, 'rankCorrelation'> {
  let [distance, total, within, counted] = [0, 0, 0, 0]
  for (let i = 0; i < wanted.length; i++) {
    const value = scale * (data[i] ?? NaN) + shift
    const exact = wanted[i] ?? NaN
    if (!Number.isFinite(exact)) continue
    if (Number.isFinite(value)) {
      distance += Math.abs(value - exact)
      total += Math.abs(exact)
    }
    if (exact <= least) continue
    counted++
    if (value < factor * exact && exact < factor * value) within++
  }
  return { error: distance / total, delta1: within / counted }
}
