import { now } from '../../clock'

/** As many news a second as an editor gets. */
const spacingMs = 500

/** How long an editor counts as open after it has asked. It asks again before that. */
const watchMs = 60_000

/**
 * Passes on what has changed, at most twice a second, while somebody watches. While nobody does, it
 * keeps nothing and runs no timer.
 */
export class News<T> {
  readonly #publish: (changed: readonly T[]) => void
  readonly #changed = new Set<T>()
  #watchedUntil = -Infinity
  #timer: NodeJS.Timeout | undefined

  /** @param publish receives what has changed, the latest last */
  constructor(publish: (changed: readonly T[]) => void) {
    this.#publish = publish
  }

  /** Somebody watches for the next minute. */
  watch(): void {
    this.#watchedUntil = now() + watchMs
  }

  get isWatched(): boolean {
    return now() <= this.#watchedUntil
  }

  add(item: T): void {
    if (!this.isWatched) return
    this.#changed.delete(item)
    this.#changed.add(item)
    if (this.#timer === undefined) this.#flush()
  }

  /** Forgets a change that has not been passed on. */
  drop(item: T): void {
    this.#changed.delete(item)
  }

  #flush(): void {
    this.#timer = undefined
    if (this.#changed.size === 0) return
    const changed = [...this.#changed]
    this.#changed.clear()
    this.#publish(changed)
    this.#timer = setTimeout(() => this.#flush(), spacingMs)
    this.#timer.unref()
  }
}
