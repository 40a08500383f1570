import { DepthError } from '../../errors'

const firstPauseMs = 1000
const longestPauseMs = 30_000

/**
 * Paces the attempts at what keeps failing, such as the load of a model: the second attempt is
 * immediate, then the pause doubles with each failure in a row.
 */
export class Backoff {
  #failures = 0
  #notBefore = 0
  #last: DepthError | undefined

  failed(error: DepthError): void {
    this.#failures++
    this.#last = error
    const pause = this.#failures < 2 ? 0 : firstPauseMs * 2 ** (this.#failures - 2)
    this.#notBefore = performance.now() + Math.min(pause, longestPauseMs)
  }

  reset(): void {
    this.#failures = 0
    this.#notBefore = 0
  }

  /**
   * @throws DepthError while the pause lasts: RUNTIME_BACKOFF after backends that ended; the last
   *   error again where the model could not be loaded
   */
  check(what: string): void {
    const restMs = this.#notBefore - performance.now()
    if (restMs <= 0 || this.#last === undefined) return
    if (!['RUNTIME_CRASHED', 'INFERENCE_TIMEOUT'].includes(this.#last.code)) throw this.#last
    throw new DepthError(
      'RUNTIME_BACKOFF',
      `The process of ${what} ended ${this.#failures} times in a row; the next attempt is in ` +
        `${Math.ceil(restMs / 1000)} s. The last error: ${this.#last.message}`,
      { cause: this.#last },
    )
  }
}
