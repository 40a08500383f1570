import { uniform } from '../tools/graph/random'

/** How a target's value is computed from its samples. */
export const statistics = {
  /** median(a) / median(b) */
  ratio_of_medians: (a, b) => median(a) / median(b),
  /** The median of |a_i / b_i - 1| over pairs that were measured together. */
  median_pair_deviation: (a, b) =>
    median(a.map((value, index) => Math.abs(value / (b[index] ?? NaN) - 1))),
  /** The 99th percentile of a minus that of b. */
  p99_difference: (a, b) => quantile(a, 0.99) - quantile(b, 0.99),
  median: (a) => median(a),
  largest: (a) => Math.max(...a),
  /** The median of the last tenth minus that of the first tenth. */
  growth: (a) => {
    const tenth = Math.max(1, Math.floor(a.length / 10))
    return median(a.slice(-tenth)) - median(a.slice(0, tenth))
  },
} as const satisfies Record<string, (a: readonly number[], b: readonly number[]) => number>

export type StatisticName = keyof typeof statistics

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value at a share (0 to 1) of the sorted values, interpolated linearly between two of them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below + (above - below) * (place - Math.floor(place))
}

export interface Interval {
  readonly low: number
  readonly high: number
}

const resamples = 1000

/**
 * The 95 % confidence interval of a statistic by bootstrap (Efron's percentile method), seeded so
 * that the same samples give the same interval. For a statistic of pairs, pairs are drawn together;
 * `growth` depends on the order of its samples and has none.
 */
export function confidenceInterval(
  name: StatisticName,
  a: readonly number[],
  b: readonly number[],
): Interval | undefined {
  if (name === 'growth') return undefined
  const draw = (stream: string, length: number) =>
    [...uniform(1, stream, length, 0, length)].map((place) =>
      Math.min(Math.floor(place), length - 1),
    )
  const pick = (values: readonly number[], places: readonly number[]) =>
    places.map((place) => values[place] ?? NaN)
  const values = Array.from({ length: resamples }, (_, index) => {
    const placesOfA = draw(`a${index}`, a.length)
    const placesOfB = name === 'median_pair_deviation' ? placesOfA : draw(`b${index}`, b.length)
    return statistics[name](pick(a, placesOfA), pick(b, placesOfB))
  })
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) }
}
