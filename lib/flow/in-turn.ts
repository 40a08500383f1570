/**
 * Does one piece of work after the other, in the order of asking: messages leave a node in the
 * order in which they came, and only one of them takes up memory for its pixels.
 */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0

  /** Whether work asked for now has to wait. */
  get busy(): boolean {
    return this.#unfinished > 0
  }

  /** Resolves or rejects as `work` does; what failed before does not matter. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#unfinished++
    const mine = this.#last.then(work).finally(() => this.#unfinished--)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
