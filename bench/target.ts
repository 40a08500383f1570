import { statistics, type StatisticName } from './statistics'

/** A figure that has a limit, with the samples that it can be recomputed from. */
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

export function target(
  id: string,
  statistic: StatisticName,
  { a, b = [] }: { readonly a: readonly number[]; readonly b?: readonly number[] },
  comparison: Comparison,
  limit: number,
): Target {
  return { id, statistic, a, b, value: statistics[statistic](a, b), limit, comparison }
}

export function isMet({ value, limit, comparison }: Target): boolean {
  return comparisons[comparison](value, limit)
}

/** A table of context beside the targets: absolute figures of this machine. */
export interface Table {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

export interface Measurement {
  readonly targets: readonly Target[]
  readonly tables: readonly Table[]
}

/** How much is measured: `quick` is a smoke test, `base` adds the Base model. */
export interface Extent {
  readonly quick: boolean
  readonly base: boolean
}
