import { quantile } from './statistics'

/** The columns of a table whose rows `spreadRow` makes. */
export const spreadColumns = ['what', 'median', '99th percentile', 'longest'] as const

/** How samples, in milliseconds, are spread. */
export function spreadRow(what: string, values: readonly number[]): readonly (string | number)[] {
  return [what, quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1)]
}
