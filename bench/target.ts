import { statistics, type StatisticName } from './statistics'

/** A figure with a limit, and the samples from which it can be recomputed. */
export interface Target {
  readonly id: string
  readonly statistic: StatisticName
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly value: number
  readonly limit: number
  readonly comparison: Comparison
}

export type Comparison = '<=' | '<' | '>='

const comparisons: Record<Comparison, (value: number, limit: number) => boolean> = {
  '<=': (value, limit) => value <= limit,
  '<': (value, limit) => value < limit,
  '>=': (value, limit) => value >= limit,
}

/** Samples are rounded to six significant digits, and the value is computed from the rounded ones. */
export function target(
  id: string,
  statistic: StatisticName,
  samples: { readonly a: readonly number[]; readonly b?: readonly number[] },
  comparison: Comparison,
  limit: number,
): Target {
  const a = samples.a.map(rounded)
  const b = (samples.b ?? []).map(rounded)
  return { id, statistic, a, b, value: statistics[statistic](a, b), limit, comparison }
}

function rounded(value: number): number {
  return Number(value.toPrecision(6))
}

export function isMet({ value, limit, comparison }: Target): boolean {
  return comparisons[comparison](value, limit)
}

/** A table with absolute figures of this machine, as context for the targets. */
export interface Table {
  /** Identifies the tables that the growth chart and docs/cameras.md use. */
  readonly id?: string
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export interface Measurement {
  readonly targets: readonly Target[]
  readonly tables: readonly Table[]
}

/** How much is measured: `quick` is a smoke test, `base` adds the Base model. */
export interface RunSize {
  readonly quick: boolean
  readonly base: boolean
}
