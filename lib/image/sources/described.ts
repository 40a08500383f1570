const shownProperties = 5

/** What a value is, for messages: `a number`, `of type Map`, `an object with the properties "who"`. */
export function described(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  if (typeof value === 'string') return `a text of ${value.length} characters`
  if (typeof value !== 'object') return `a ${typeof value}`
  const type = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (type !== 'Object') return `of type ${type}`
  const names = Object.keys(value).slice(0, shownProperties)
  if (names.length === 0) return 'an empty object'
  return `an object with the properties ${names.map((name) => `"${name}"`).join(', ')}`
}
