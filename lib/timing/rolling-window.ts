/** Mean and percentiles of a window's values, in the values' unit. */
export interface Figures {
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** The last `size` numbers of a series. */
export class RollingWindow {
  readonly #values: Float64Array
  #added = 0

  /** @param size how many numbers are kept, at least 1 */
  constructor(size: number) {
    this.#values = new Float64Array(size)
  }

  add(value: number): void {
    this.#values[this.#added % this.#values.length] = value
    this.#added++
  }

  /** How many numbers are held. */
  get length(): number {
    return Math.min(this.#added, this.#values.length)
  }

  /** Percentiles interpolate between the two nearest ranks; everything is NaN while it is empty. */
  figures(): Figures {
    const sorted = this.#values.slice(0, this.length).sort()
    return {
      mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
      p50: percentile(sorted, 50),
      p95: percentile(sorted, 95),
      p99: percentile(sorted, 99),
    }
  }
}

function percentile(sorted: Float64Array, percent: number): number {
  const place = (percent / 100) * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below + (above - below) * (place % 1)
}
