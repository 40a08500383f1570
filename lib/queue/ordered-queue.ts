import { now } from '../clock'
import type { Measured } from '../timing/timeline'
import { Backlog, type Waiting } from './backlog'

/** Work that did not run: a newer piece replaced it, or the queue was closed while it waited. */
export type NotRun = 'dropped' | 'closed'

interface Entry<T> extends Waiting {
  readonly start: () => Promise<T>
  readonly settle: (outcome: NotRun | Promise<T>) => void
}

export interface QueueOptions {
  /** How many pieces of work run at once. */
  readonly atOnce: number
  /** Holds what waits. */
  readonly limit: number
  /** What to do where more would wait; see `Backlog`. */
  readonly remedy?: string
}

/**
 * Runs a few pieces of work at once. They end in the order in which they started, whichever is
 * done first, so that messages leave a node in the order in which they came.
 */
export class OrderedQueue<T> {
  readonly #backlog: Backlog<Entry<T>>
  readonly #atOnce: number
  #running = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor({ atOnce, limit, remedy }: QueueOptions) {
    this.#atOnce = atOnce
    this.#backlog = new Backlog(limit, remedy)
  }

  get waiting(): number {
    return this.#backlog.length
  }

  /**
   * Resolves or rejects as `work` does, after all work that started before it.
   *
   * @param work is given the stage `queue`, where it had to wait
   * @param liveKey see `Waiting`
   * @throws DepthError QUEUE_FULL
   */
  run(work: (waited: readonly Measured[]) => Promise<T>, liveKey?: string): Promise<T | NotRun> {
    return new Promise((settle) => {
      if (this.#running < this.#atOnce) {
        this.#start({ start: () => work([]), settle, liveKey })
        return
      }
      const at = now()
      const start = () => work([{ stage: 'queue', at, ms: now() - at }])
      this.#backlog.add({ start, settle, liveKey })?.settle('dropped')
    })
  }

  /** Gives up everything that waits; what runs is finished. */
  close(): void {
    for (const entry of this.#backlog.clear()) entry.settle('closed')
  }

  #start({ start, settle }: Entry<T>): void {
    this.#running++
    const result = start()
    this.#last = Promise.allSettled([this.#last, result]).then(() => {
      settle(result)
      this.#running--
      const next = this.#backlog.take()
      if (next !== undefined) this.#start(next)
    })
  }
}
