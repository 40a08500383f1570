import { lineAt, type Line } from './equations'

/** A depth, and what a line should make of it. */
export interface Pair {
  readonly depth: number
  /** Above 0. */
  readonly y: number
}

/** From so many pairs on, some may be wrong: a typing error, a place that was hit badly. */
const robustFrom = 6
/** Makes a median of distances a standard deviation, for Gaussian noise. */
const perMedian = 1.4826
/** Pairs farther away than this, in standard deviations, do not belong to the line (Rousseeuw). */
const cut = 2.5
/** Huber's constant: 95 % of the efficiency of least squares where the noise is Gaussian. */
const huber = 1.345
const rounds = 10
/** Relative residuals below this are rounding. */
const rounding = 1e-6

/**
 * The line through pairs: a scale from one, exact through two, least squares of relative residuals
 * through more. From six on, least median of squares over the lines through all pairs finds those that
 * belong together, and Huber's weights settle the line among them. The same pairs always give the same
 * line.
 *
 * @param hasShift false: the line goes through the origin
 * @returns undefined where there is none: no pairs, or all at one depth
 */
export function fitLine(pairs: readonly Pair[], hasShift: boolean): Line | undefined {
  const isShifted = hasShift && pairs.length > 1
  if (pairs.length < robustFrom) return leastSquares(pairs, isShifted)
  const medians = candidates(pairs, isShifted).map((line) => ({
    line,
    median: medianOf(pairs.map((pair) => Math.abs(residual(line, pair)))),
  }))
  const best = medians.reduce((a, b) => (b.median < a.median ? b : a), {
    line: undefined as Line | undefined,
    median: Infinity,
  })
  if (best.line === undefined) return undefined
  const start = best.line
  // Rousseeuw's correction for few pairs.
  const few = 1 + 5 / (pairs.length - (isShifted ? 2 : 1))
  const deviation = Math.max(perMedian * few * best.median, rounding)
  const inliers = pairs.filter((pair) => Math.abs(residual(start, pair)) <= cut * deviation)
  let line = leastSquares(inliers, isShifted)
  for (let round = 0; round < rounds && line !== undefined; round++) {
    const last: Line = line
    const limit = huber * deviation
    line = leastSquares(inliers, isShifted, (pair) => {
      const distance = Math.abs(residual(last, pair))
      return distance > limit ? limit / distance : 1
    })
  }
  return line
}

/** The line that most pairs agree with, and which of them do. */
export interface Consensus extends Line {
  /** Indices of the pairs. */
  readonly agreeing: readonly number[]
}

/**
 * The line that most pairs agree with: least squares of those that lie within a tolerance of the best of
 * the lines through all pairs.
 *
 * @param tolerance a part of `y`
 * @returns undefined where there is no rising line
 */
export function consensus(
  pairs: readonly Pair[],
  hasShift: boolean,
  tolerance: number,
): Consensus | undefined {
  let best: { readonly agreeing: readonly number[]; readonly sum: number } | undefined
  for (const line of candidates(pairs, hasShift)) {
    if (!(line.scale > 0)) continue
    const residuals = pairs.map((pair) => Math.abs(residual(line, pair)))
    const agreeing = [...residuals.keys()].filter((at) => (residuals[at] ?? NaN) <= tolerance)
    const sum = agreeing.reduce((total, at) => total + (residuals[at] ?? 0) ** 2, 0)
    const most = best?.agreeing.length ?? 0
    if (agreeing.length > most || (agreeing.length === most && sum < (best?.sum ?? Infinity))) {
      best = { agreeing, sum }
    }
  }
  if (best === undefined) return undefined
  const { agreeing } = best
  const line = leastSquares(
    pairs.filter((_, at) => agreeing.includes(at)),
    hasShift,
  )
  return line === undefined || !(line.scale > 0) ? undefined : { ...line, agreeing }
}

/** How far a line is from a pair, as a part of `y`. */
function residual(line: Line, pair: Pair): number {
  return lineAt(line, pair.depth) / pair.y - 1
}

/** The lines through two of the pairs each, or through the origin and one. */
function candidates(pairs: readonly Pair[], hasShift: boolean): readonly Line[] {
  const lines = hasShift
    ? pairs.flatMap((a, at) => pairs.slice(at + 1).map((b) => leastSquares([a, b], true)))
    : pairs.map((pair) => leastSquares([pair], false))
  return lines.filter((line) => line !== undefined)
}

/** Least squares of relative residuals: for inverse depth these are weighted by z². */
function leastSquares(
  pairs: readonly Pair[],
  hasShift: boolean,
  weightOf: (pair: Pair) => number = () => 1,
): Line | undefined {
  let [sumW, sumD, sumY, sumDD, sumDY] = [0, 0, 0, 0, 0]
  for (const pair of pairs) {
    const { depth, y } = pair
    const weight = weightOf(pair) / (y * y)
    sumW += weight
    sumD += weight * depth
    sumY += weight * y
    sumDD += weight * depth * depth
    sumDY += weight * depth * y
  }
  const scale = hasShift
    ? (sumW * sumDY - sumD * sumY) / (sumW * sumDD - sumD * sumD)
    : sumDY / sumDD
  if (!Number.isFinite(scale)) return undefined
  return { scale, shift: hasShift ? (sumY - scale * sumD) / sumW : 0 }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? NaN
}
