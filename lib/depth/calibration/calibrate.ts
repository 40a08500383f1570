import type { DepthKind } from '../../frames/depth-kinds'
import { equations, lineAt, type Line } from './equations'
import { fitLine, type Pair } from './fit'

/** A known distance with the depth that was seen there. */
export interface Seen {
  readonly depth: number
  /** Above 0. */
  readonly meters: number
}

/** Where most of the values of a depth map lie: their percentiles 1 and 99. */
export interface Spread {
  readonly low: number
  readonly high: number
}

/** What meters are made by. */
export interface Calibration extends Line {
  readonly kind: DepthKind
  /** See `Calibrated` in lib/frames. */
  readonly residuals: readonly number[]
  readonly error: number | undefined
  readonly reach: number
  readonly isScaleOnly: boolean
}

/** Why references give no calibration, and what to do about it. */
export const calibrationProblems = {
  none: 'There is no reference.',
  unseen: 'A reference has no depth value. Place it again on an image.',
  mixed:
    'The references were placed on frames of different models, sizes, crops or anchors. Read the depth of all of them again from one image.',
  few: 'Live references have to be three or more, two where the depth has no shift. Place more of them.',
  spread:
    'The references are too near to each other in depth. Place one clearly nearer or farther than the others.',
  order:
    'The references contradict the depth: what is farther by their distances looks nearer. Correct the distances.',
  negative:
    'With these references the far part of the image would lie behind the camera. Place a reference farther away, or correct the distances.',
} as const

export type CalibrationProblem = keyof typeof calibrationProblems

/** Beyond the farthest reference by this factor meters are extrapolated. */
const reachFactor = 1.5
/**
 * The sky is infinitely far: its inverse distance is 0, less an error that is small against the inverse
 * distance of the farthest reference. It gets no distance.
 */
const skySlack = 0.1
/** References span at least this part of the depth map, and of the nearest distance. */
const leastDepthSpan = 0.05
const leastDistanceSpan = 0.1

/** Fits the meters of a kind of depth to references; their order does not matter. */
export function calibrate(
  kind: DepthKind,
  references: readonly Seen[],
  spread: Spread,
): Calibration | CalibrationProblem {
  const { hasShift, toMeters } = equations[kind]
  if (references.length === 0) return 'none'
  if (!references.every(({ depth }) => Number.isFinite(depth))) return 'unseen'
  const areSpread = isSpread(references, spread)
  if (hasShift && references.length > 1 && !areSpread) return 'spread'
  const line = lineOf(kind, references)
  if (line === undefined) return 'spread'
  // A line through the origin rises whatever the order, so that one with a shift is asked.
  const free = !hasShift && areSpread ? lineOf(kind, references, true) : line
  if (!(line.scale > 0) || (free !== undefined && free.scale < 0)) return 'order'
  if (!references.every(({ depth }) => lineAt(line, depth) > 0)) return 'negative'
  const least = Math.min(...references.map(({ depth }) => lineAt(line, depth)))
  const slack = hasShift ? skySlack * least : 0
  if (!(lineAt(line, spread.low) > -slack)) return 'negative'
  const residuals = references.map(({ depth, meters }) => toMeters(lineAt(line, depth)) - meters)
  return {
    ...line,
    kind,
    residuals,
    error: leaveOneOut(kind, references),
    reach: reachFactor * Math.max(...references.map(({ meters }) => meters)),
    isScaleOnly: hasShift && references.length === 1,
  }
}

function lineOf(
  kind: DepthKind,
  references: readonly Seen[],
  hasShift = equations[kind].hasShift,
): Line | undefined {
  const { fromMeters } = equations[kind]
  const pairs = references.map(({ depth, meters }): Pair => ({ depth, y: fromMeters(meters) }))
  return fitLine(pairs, hasShift)
}

function isSpread(references: readonly Seen[], { low, high }: Spread): boolean {
  const depths = references.map(({ depth }) => depth)
  const distances = references.map(({ meters }) => meters)
  const nearest = Math.min(...distances)
  return (
    Math.max(...depths) - Math.min(...depths) > leastDepthSpan * (high - low) &&
    Math.max(...distances) - nearest > leastDistanceSpan * nearest
  )
}

/** The mean error at each reference of a fit without it, as a part of its distance, 1 at most. */
function leaveOneOut(kind: DepthKind, references: readonly Seen[]): number | undefined {
  const { hasShift, toMeters } = equations[kind]
  if (references.length < (hasShift ? 3 : 2)) return undefined
  const errors = references.map((left, at) => {
    const line = lineOf(
      kind,
      references.filter((_, other) => other !== at),
    )
    const y = line === undefined ? 0 : lineAt(line, left.depth)
    return y > 0 ? Math.min(1, Math.abs(toMeters(y) / left.meters - 1)) : 1
  })
  return errors.reduce((sum, error) => sum + error, 0) / errors.length
}
