import { DepthError } from '../errors'

/**
 * Runs one piece of work at a time, in order: messages leave a node in the order in which they
 * came, and only one of them takes up memory for its pixels.
 */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()
  #unfinished = 0
  readonly #maxWaiting: number

  /** @param maxWaiting how much work may wait; each piece holds on to its message */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting
  }

  /** Whether work asked for now has to wait. */
  get busy(): boolean {
    return this.#unfinished > 0
  }

  /**
   * Resolves or rejects as `work` does; what failed before does not matter.
   *
   * @throws DepthError QUEUE_FULL
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#unfinished > this.#maxWaiting) {
      throw new DepthError(
        'QUEUE_FULL',
        `${this.#maxWaiting} messages wait in this node, which is as many as it keeps: they come ` +
          'faster than it works. Send fewer (infer depth can keep only the newest), or make ' +
          'its work smaller.',
      )
    }
    this.#unfinished++
    const mine = this.#last.then(work).finally(() => this.#unfinished--)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
