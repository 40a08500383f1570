import { equations, lineAt, type Line } from './equations'
import { consensus, type Pair } from './fit'
import type { Calibration, Seen } from './calibrate'

/**
 * A reference whose distance, by the fit of the others, is off by more than this part has something in
 * front of it.
 */
const tolerance = 0.1

/** A fit to one frame, and how many references it rests on. */
export interface LiveFit extends Line {
  readonly undisturbed: number
}

/** How many references have to be undisturbed: most of them, and one more than the fit has unknowns. */
export function fewestUndisturbed(count: number, hasShift: boolean): number {
  return Math.max(hasShift ? 3 : 2, Math.floor(count / 2) + 1)
}

/**
 * Fits a frame to what a calibration says of its references, so that the scale and shift that relative
 * depth has in each frame drop out. Which references are disturbed is found by what most agree on.
 *
 * @param calibrated the references with the depths that the calibration was made from
 * @param depths what the frame shows at each of them; NaN where there is nothing
 * @returns undefined where too few agree
 */
export function fitLive(
  calibration: Calibration,
  calibrated: readonly Seen[],
  depths: readonly number[],
): LiveFit | undefined {
  const { hasShift } = equations[calibration.kind]
  const pairs = calibrated.flatMap(({ depth }, at): readonly Pair[] => {
    const seen = depths[at] ?? NaN
    return Number.isFinite(seen) ? [{ depth: seen, y: lineAt(calibration, depth) }] : []
  })
  const found = consensus(pairs, hasShift, tolerance)
  if (found === undefined) return undefined
  const undisturbed = found.agreeing.length
  if (undisturbed < fewestUndisturbed(calibrated.length, hasShift)) return undefined
  return { scale: found.scale, shift: found.shift, undisturbed }
}
