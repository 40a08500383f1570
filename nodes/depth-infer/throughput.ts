import { now } from '../../lib/timing/timeline'

const window = 20

/** Frames per second over the last frames, for a node's status. */
export class Throughput {
  readonly #ends: number[] = []

  /** Counts a frame that ended now and gives the rate; undefined with the first one. */
  count(): number | undefined {
    this.#ends.push(now())
    if (this.#ends.length > window) this.#ends.shift()
    const [first, last] = [this.#ends[0] ?? 0, this.#ends.at(-1) ?? 0]
    return last > first ? (1000 * (this.#ends.length - 1)) / (last - first) : undefined
  }
}
