const list = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** Alternatives in a sentence: `a, b or c`. */
export function oneOf(alternatives: readonly string[]): string {
  return list.format(alternatives)
}
