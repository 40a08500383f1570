import { median } from './median'

/** Pairs of values, the first `count` of which count. */
export interface Pairs {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly count: number
}

/** `y = slope * x + offset` */
export interface Line {
  readonly slope: number
  readonly offset: number
}

/** As many lines are tried, each against as many pairs. */
const candidates = 64
const judges = 512

/**
 * The rising line that half of the pairs are nearest to (least median of squares, after Rousseeuw), of
 * the lines through two pairs that lie half of the list apart: up to half of the pairs may not belong
 * to it. Pairs whose `x` occurs most are thinned first: a sky, or a wall seen straight on, would else be
 * the half that counts, and says nothing about the slope.
 *
 * @returns undefined where no such line rises: all pairs have one `x`, or they run against each other
 */
export function startingLine(pairs: Pairs): Line | undefined {
  const { x, y, count } = thinned(pairs)
  const half = count >> 1
  const distances = new Float64Array(judges)
  let best: Line | undefined
  let least = Infinity
  const tried = Math.min(candidates, count - half)
  for (let candidate = 0; half > 0 && candidate < tried; candidate++) {
    const i = Math.floor((candidate * (count - half)) / tried)
    const slope = ((y[i + half] ?? NaN) - (y[i] ?? NaN)) / ((x[i + half] ?? NaN) - (x[i] ?? NaN))
    if (!(slope > 0 && Number.isFinite(slope))) continue
    const offset = (y[i] ?? NaN) - slope * (x[i] ?? NaN)
    const distance = typicalDistance({ slope, offset }, { x, y, count }, distances)
    if (distance >= least) continue
    least = distance
    best = { slope, offset }
  }
  return best
}

/** The median distance of some of the pairs. */
function typicalDistance(
  { slope, offset }: Line,
  { x, y, count }: Pairs,
  distances: Float64Array,
): number {
  const asked = Math.min(judges, count)
  for (let judge = 0; judge < asked; judge++) {
    const i = Math.floor((judge * count) / asked)
    distances[judge] = Math.abs((y[i] ?? NaN) - slope * (x[i] ?? NaN) - offset)
  }
  return median(distances, asked)
}

const bins = 16
/** No bin keeps more than this share of all pairs. */
const largestShare = 1 / 8

/** The pairs without most of those whose `x` falls into the same part of its range as many others. */
function thinned({ x, y, count }: Pairs): Pairs {
  let [min, max] = [Infinity, -Infinity]
  for (let i = 0; i < count; i++) {
    min = Math.min(min, x[i] ?? NaN)
    max = Math.max(max, x[i] ?? NaN)
  }
  const binOf = (value: number) =>
    max > min ? Math.min(Math.floor((bins * (value - min)) / (max - min)), bins - 1) : 0
  const counts = new Float64Array(bins)
  for (let i = 0; i < count; i++) {
    const bin = binOf(x[i] ?? NaN)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const kept = { x: new Float64Array(count), y: new Float64Array(count), count: 0 }
  const due = new Float64Array(bins)
  for (let i = 0; i < count; i++) {
    const bin = binOf(x[i] ?? NaN)
    // Evenly over the bin: each pair adds its share, and is kept when a whole one is due.
    const share = Math.min(1, Math.max(1, largestShare * count) / (counts[bin] ?? 1))
    const total = (due[bin] ?? 0) + share
    due[bin] = total >= 1 ? total - 1 : total
    if (total < 1) continue
    kept.x[kept.count] = x[i] ?? NaN
    kept.y[kept.count++] = y[i] ?? NaN
  }
  return kept
}
