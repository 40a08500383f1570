import { DepthError, toDepthError } from '../../errors'
import { matchDescriptor } from '../../models/match'
import { backends, type BackendName } from '../backends'
import type {
  BackendSpec,
  InferenceBackend,
  InferenceInput,
  InferenceResult,
} from '../backends/backend'
import { Backoff } from './backoff'
import { deviceSlot } from './device-slot'

/** What is loaded, where and how: nodes that ask for the same share one backend. */
export interface ModelSpec extends BackendSpec {
  readonly backend: BackendName
  /** After this long without a frame the backend is closed until the next one; 0: never. */
  readonly idleUnloadMs: number
}

/** The right to run a model on its device, until it is released. */
export interface Turn {
  readonly backend: Pick<InferenceBackend, 'provider' | 'rejectedProviders'>
  /** @throws DepthError as `InferenceBackend.run`, and CLOSED */
  run(image: InferenceInput, timeLimitMs: number): Promise<InferenceResult>
  release(): void
}

/**
 * A model that can be run, whatever happens to its backend: it is started with the first run and
 * again after it has ended, with growing pauses when that happens repeatedly.
 */
export class Model {
  readonly #backoff = new Backoff()
  readonly #closing = new AbortController()
  #starting: Promise<InferenceBackend> | undefined
  #loaded: InferenceBackend | undefined
  #idle: NodeJS.Timeout | undefined
  /** Frames that wait for a turn or have one. */
  #users = 0

  constructor(readonly spec: ModelSpec) {}

  /** Whether the next frame runs without waiting for the model to load. */
  get loaded(): boolean {
    return this.#loaded?.ended === false
  }

  /**
   * Loads the model if necessary and waits for its device.
   *
   * @param nodeId names the node, for fairness among the nodes that share a device
   * @throws DepthError as `StartBackend`, and MODEL_MISMATCH, RUNTIME_BACKOFF, CLOSED
   */
  async acquire(nodeId: string): Promise<Turn> {
    clearTimeout(this.#idle)
    this.#users++
    try {
      return await this.#takeTurn(nodeId)
    } catch (thrown) {
      this.#leave()
      throw thrown
    }
  }

  /** Forgets earlier failures: a deploy may have fixed their cause. */
  resetBackoff(): void {
    this.#backoff.reset()
  }

  /** Closes the backend for good, also while it loads or runs. */
  close(): void {
    this.#closing.abort()
    clearTimeout(this.#idle)
  }

  async #takeTurn(nodeId: string): Promise<Turn> {
    const backend = await this.#running()
    const release = await deviceSlot(backend.deviceKey).acquire(nodeId)
    if (backend.ended) {
      // A frame of another node ended it in the meantime.
      release()
      return this.#takeTurn(nodeId)
    }
    return {
      backend,
      run: (image, timeLimitMs) => this.#run(backend, image, timeLimitMs),
      release: () => {
        release()
        this.#leave()
      },
    }
  }

  async #run(
    backend: InferenceBackend,
    image: InferenceInput,
    timeLimitMs: number,
  ): Promise<InferenceResult> {
    try {
      const result = await backend.run(image, timeLimitMs)
      this.#backoff.reset()
      return result
    } catch (thrown) {
      this.#throwIfClosed()
      if (backend.ended) this.#backoff.failed(toDepthError(thrown))
      throw thrown
    }
  }

  #leave(): void {
    this.#users--
    const { idleUnloadMs } = this.spec
    if (this.#users > 0 || idleUnloadMs === 0 || this.#closing.signal.aborted) return
    this.#idle = setTimeout(() => this.#loaded?.close(), idleUnloadMs)
    this.#idle.unref()
  }

  #throwIfClosed(): void {
    if (!this.#closing.signal.aborted) return
    throw new DepthError('CLOSED', `${this.spec.descriptor.name} was closed.`)
  }

  async #running(): Promise<InferenceBackend> {
    this.#throwIfClosed()
    const current = this.#starting
    if (current === undefined) return this.#restart()
    const backend = await current
    if (!backend.ended) return backend
    if (this.#starting === current) this.#starting = undefined
    return this.#running()
  }

  async #restart(): Promise<InferenceBackend> {
    this.#backoff.check(this.spec.descriptor.name)
    this.#starting = this.#start()
    try {
      this.#loaded = await this.#starting
      return this.#loaded
    } catch (thrown) {
      this.#starting = undefined
      this.#throwIfClosed()
      this.#backoff.failed(toDepthError(thrown))
      throw thrown
    }
  }

  async #start(): Promise<InferenceBackend> {
    const { backend, descriptor } = this.spec
    const started = await backends[backend](this.spec, this.#closing.signal)
    try {
      matchDescriptor(descriptor, started.signature)
    } catch (thrown) {
      started.close()
      throw thrown
    }
    return started
  }
}
