const spanMs = 10_000
/** Enough for the span at 100 frames a second, and a bound on memory at any rate. */
const maxTimes = 1000

/**
 * How many frames a second there are now: over the last ten seconds, so that a pause is forgotten
 * soon; where frames are further apart, since the last but one. Falls to 0 when no more come.
 */
export class FrameRate {
  readonly #times: number[] = []

  /** Counts a frame, at a time in milliseconds on any one clock. */
  count(at: number): void {
    this.#times.push(at)
    const isOld = (this.#times[0] ?? at) <= at - spanMs && this.#times.length > 2
    if (isOld || this.#times.length > maxTimes) this.#times.shift()
  }

  /** Frames a second at a moment of the same clock; 0 for fewer than two frames. */
  perSecond(at: number): number {
    const recent = this.#times.filter((time) => time > at - spanMs)
    const [first = NaN] = recent
    const last = recent.at(-1) ?? NaN
    if (last > first) return (1000 * (recent.length - 1)) / (last - first)
    const lastButOne = this.#times.at(-2)
    return lastButOne === undefined || lastButOne >= at ? 0 : 1000 / (at - lastButOne)
  }
}
