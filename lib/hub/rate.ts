/** A rate is taken over this long: shorter jumps about, longer lags behind. */
const windowMs = 5_000

/** Readings closer together than this are too noisy for a rate. */
const spacingMs = 200

/** How fast a number of bytes grows, over the last seconds. */
export class Rate {
  #readings: { readonly bytes: number; readonly at: number }[] = []

  /**
   * Takes a reading and returns the bytes per second; undefined after the first reading.
   *
   * @param at milliseconds of a clock that never goes back.
   */
  at(bytes: number, at: number): number | undefined {
    const last = this.#readings.at(-1)
    if (last === undefined || at - last.at >= spacingMs) this.#readings.push({ bytes, at })
    this.#readings = this.#readings.filter((reading) => at - reading.at <= windowMs)
    const [first] = this.#readings
    if (first === undefined || at - first.at < spacingMs) return undefined
    return ((bytes - first.bytes) * 1000) / (at - first.at)
  }
}

/** Seconds until a download is complete; undefined while that cannot be said. */
export function remainingSeconds(
  { bytes, total }: { readonly bytes: number; readonly total?: number },
  bytesPerSecond: number | undefined,
): number | undefined {
  if (total === undefined || bytesPerSecond === undefined || bytesPerSecond <= 0) return undefined
  return (total - bytes) / bytesPerSecond
}
