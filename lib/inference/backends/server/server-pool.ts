import { DepthError } from '../../../errors'
import { withTimeLimit } from '../../../http/time-limit'
import type { ModelDescriptor } from '../../../models/descriptor'
import { Endpoint } from './endpoint'
import { EndpointError } from './endpoint-error'
import type { ServerResult, ServerRun } from './run-at-server'
import type { ServerSettings } from './settings'

/**
 * The addresses that hold a model. A frame goes to one that is ready, of these to the one with the
 * fewest requests under way, and to another one only where no server can have worked on it.
 */
export class ServerPool {
  readonly #endpoints: readonly Endpoint[]
  readonly #settings: ServerSettings

  constructor(settings: ServerSettings, descriptor: ModelDescriptor) {
    this.#settings = settings
    this.#endpoints = settings.addresses.map(
      (address) => new Endpoint(address, settings, descriptor),
    )
  }

  /**
   * @throws DepthError SERVER_UNAVAILABLE, SERVER_FAILED, INFERENCE_TIMEOUT, MODEL_MISMATCH,
   *   MODEL_OUTPUT_INVALID, CONFIG_INVALID
   */
  run(run: ServerRun): Promise<ServerResult> {
    const timeoutMs = Math.min(run.timeLimitMs, this.#settings.answerMs)
    const timeoutError = () =>
      new EndpointError(
        'failed',
        'INFERENCE_TIMEOUT',
        `No inference server answered within the time limit of ${timeoutMs} ms. Raise the limit, ` +
          'or add servers.',
      )
    return withTimeLimit(
      (signal) => this.#tryAddresses({ ...run, timeLimitMs: timeoutMs }, signal),
      { timeoutMs, timeoutError },
    )
  }

  async #tryAddresses(run: ServerRun, signal: AbortSignal): Promise<ServerResult> {
    const tried = new Set<Endpoint>()
    for (;;) {
      const endpoint = this.#next(tried)
      if (endpoint === undefined) throw this.#nobody()
      tried.add(endpoint)
      try {
        return await endpoint.infer(run, signal)
      } catch (thrown) {
        signal.throwIfAborted()
        if (!(thrown instanceof EndpointError) || thrown.failure !== 'unreached') throw thrown
      }
    }
  }

  #next(tried: ReadonlySet<Endpoint>): Endpoint | undefined {
    const usable = this.#endpoints.filter((endpoint) => endpoint.isUsable && !tried.has(endpoint))
    const ready = usable.filter(({ isReady }) => isReady)
    return (ready.length > 0 ? ready : usable).sort((a, b) => a.outstanding - b.outstanding)[0]
  }

  #nobody(): DepthError {
    const errors = this.#endpoints.flatMap(({ lastError }) => lastError ?? [])
    // A wrong model is no outage: the frame must not be run elsewhere in its place.
    const wrong = errors.find(({ code }) => code === 'MODEL_MISMATCH')
    if (wrong !== undefined && errors.every(({ code }) => code === 'MODEL_MISMATCH')) return wrong
    const reasons = errors.map(({ message }) => message).join(' ')
    return new DepthError(
      'SERVER_UNAVAILABLE',
      `No inference server is ready. ${reasons} It is tried again by itself.`,
    )
  }
}
