/** A way to log in that a server offers, as its header WWW-Authenticate lists it. */
export interface Challenge {
  /** In lower case: `basic`, `digest`, ... */
  readonly scheme: string
  /** By their names in lower case. */
  readonly parameters: ReadonlyMap<string, string>
}

/** A word, and the value after it where it has one: a scheme has none. */
const words = /([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g

/** The challenges of a header, which may list several of them, each with parameters of its own. */
export function challengesIn(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  for (const [, word = '', quoted, plain] of header.matchAll(words)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain
    if (value === undefined) found.push({ scheme: word.toLowerCase(), parameters: new Map() })
    else found.at(-1)?.parameters.set(word.toLowerCase(), value)
  }
  return found
}
