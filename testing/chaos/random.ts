import { mixed } from '../../tools/graph/random'

/** Numbers that are the same for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = mixed(seed)
  }

  /** A whole number from 0 up to, but not including, `below`. */
  int(below: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return Math.floor(((mixed(this.#state) >>> 0) / 2 ** 32) * below)
  }

  chance(share: number): boolean {
    return this.int(1e6) < share * 1e6
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const value = values[this.int(values.length)]
    if (value === undefined && values.length === 0) throw new Error('there is nothing to pick from')
    return value as T
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.int(256)))
  }
}
