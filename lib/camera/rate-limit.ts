/** Lets frames through at a limited rate: on average, since the times of frames waver. */
export class RateLimit {
  readonly #intervalMs: number
  #due = 0

  /** @param intervalMs between two frames, in milliseconds; 0 lets all through */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** Whether a frame may pass that comes at a time in milliseconds, on any one clock. */
  passes(at: number): boolean {
    if (at < this.#due) return false
    const next = this.#due + this.#intervalMs
    this.#due = next > at ? next : at + this.#intervalMs
    return true
  }
}
