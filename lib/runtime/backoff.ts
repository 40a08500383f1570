import { DepthError } from '../errors'

const firstPauseMs = 1000
const longestPauseMs = 30_000

/**
 * Keeps a process that ends again and again from being started without a pause: the first restart
 * is at once, each further one in a row waits twice as long.
 */
export class Backoff {
  #failures = 0
  #notBefore = 0

  failed(): void {
    this.#failures++
    const pause = this.#failures < 2 ? 0 : firstPauseMs * 2 ** (this.#failures - 2)
    this.#notBefore = performance.now() + Math.min(pause, longestPauseMs)
  }

  reset(): void {
    this.#failures = 0
    this.#notBefore = 0
  }

  /** @throws DepthError RUNTIME_BACKOFF while the pause lasts */
  check(name: string): void {
    const restMs = this.#notBefore - performance.now()
    if (restMs <= 0) return
    throw new DepthError(
      'RUNTIME_BACKOFF',
      `The process of ${name} ended ${this.#failures} times in a row; it is started again in ` +
        `${Math.ceil(restMs / 1000)} s. The errors before this one say why it ended.`,
    )
  }
}
