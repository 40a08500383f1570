const formatter = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** Alternatives in a sentence: `a, b or c`. */
export function orList(alternatives: readonly string[]): string {
  return formatter.format(alternatives)
}
