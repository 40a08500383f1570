const spanMs = 10_000
/** Covers the span at 100 frames per second, and bounds the memory at any rate. */
const maxTimes = 1000

/**
 * The current frame rate: over the last ten seconds, so that a pause is soon forgotten; for frames
 * that are further apart, since the last but one. Falls to 0 when no more frames come.
 */
export class FrameRate {
  readonly #times: number[] = []

  /** Counts a frame, at a time in milliseconds on any one clock. */
  count(at: number): void {
    this.#times.push(at)
    const isOld = (this.#times[0] ?? at) <= at - spanMs && this.#times.length > 2
    if (isOld || this.#times.length > maxTimes) this.#times.shift()
  }

  /** Frames per second at a time on the same clock; 0 for fewer than two frames. */
  perSecond(at: number): number {
    const recent = this.#times.filter((time) => time > at - spanMs)
    const [first = NaN] = recent
    const last = recent.at(-1) ?? NaN
    if (last > first) return (1000 * (recent.length - 1)) / (last - first)
    const lastButOne = this.#times.at(-2)
    return lastButOne === undefined || lastButOne >= at ? 0 : 1000 / (at - lastButOne)
  }
}
