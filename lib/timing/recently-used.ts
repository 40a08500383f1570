/** A map that forgets the least recently used entry when it is full. */
export class RecentlyUsed<K, V> {
  readonly #entries = new Map<K, V>()

  constructor(private readonly limit: number) {}

  /** The value of a key, made when it is missing. */
  get(key: K, make: () => V): V {
    const value = this.#entries.get(key) ?? make()
    this.set(key, value)
    return value
  }

  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.limit && oldest !== undefined) this.#entries.delete(oldest)
  }

  /** The value of a key; does not count as a use. */
  peek(key: K): V | undefined {
    return this.#entries.get(key)
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  /** All entries, the least recently used first. */
  entries(): readonly (readonly [K, V])[] {
    return [...this.#entries]
  }
}
