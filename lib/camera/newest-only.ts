/**
 * Does work on one item after the other. While it is busy, the newest item waits; the ones before it
 * are forgotten.
 */
export class NewestOnly<T> {
  readonly #work: (item: T) => Promise<void>
  #waiting: T | undefined
  #running: Promise<void> | undefined

  /** @param work never rejects */
  constructor(work: (item: T) => Promise<void>) {
    this.#work = work
  }

  readonly push = (item: T): void => {
    this.#waiting = item
    this.#running ??= this.#run()
  }

  /** Resolves when there is nothing to do. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    for (let item = this.#take(); item !== undefined; item = this.#take()) await this.#work(item)
    this.#running = undefined
  }

  #take(): T | undefined {
    const item = this.#waiting
    this.#waiting = undefined
    return item
  }
}
