import { now } from '../../clock'
import { DepthError, toDepthError } from '../../errors'
import { withTimeLimit } from '../../http/time-limit'
import { matchDescriptor } from '../../models/match'
import { FrameRate } from '../../timing/frame-rate'
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

/** Who wants a turn, and how long it waits for the model to load. */
export interface TurnRequest {
  /** Names the node, for fairness among the nodes that share a device. */
  readonly nodeId: string
  /** When the frame arrived; epoch milliseconds from `now()`. */
  readonly arrived: number
  /** Undefined: as long as a load may take. */
  readonly timeLimitMs: number | undefined
}

/** The right to run a model on its device, until it is released. */
export interface Turn {
  readonly backend: Pick<InferenceBackend, 'provider' | 'rejectedProviders'>
  /** When it began; epoch milliseconds from `now()`. */
  readonly granted: number
  /** @throws DepthError as `InferenceBackend.run`, and CLOSED */
  run(image: InferenceInput, timeLimitMs: number): Promise<InferenceResult>
  /** May be called again. */
  release(): void
}

/** How a model does, for whoever watches. */
export interface ModelFigures {
  readonly state: 'loaded' | 'loading' | 'unloaded'
  /** What runs it; undefined while nothing does. */
  readonly provider: string | undefined
  readonly memoryBytes: number | undefined
  /** Frames that it has run since it was first asked for. */
  readonly frames: number
  /** Frames per second, see FrameRate. */
  readonly fps: number
  /** Frames that wait for it, in all nodes. */
  readonly waiting: number
  /** How often it was loaded again after its backend had ended by itself. */
  readonly restarts: number
}

/** More input sizes of more nodes do not end processes at the same time. */
const maxRunBackoffs = 64

/**
 * A model that can be run, whatever happens to its backend: it is started with the first run and
 * again after it has ended, with growing pauses when that happens repeatedly.
 */
export class Model {
  /** Of loads. */
  readonly #backoff = new Backoff()
  /**
   * Of runs, for each node and input size: an image that ends the process (by the memory that it
   * takes, say) says nothing about those of other cameras.
   */
  readonly #runBackoffs = new Map<string, Backoff>()
  readonly #closing = new AbortController()
  #starting: { readonly since: number; readonly backend: Promise<InferenceBackend> } | undefined
  #loaded: InferenceBackend | undefined
  #idle: NodeJS.Timeout | undefined
  /** Frames that wait for a turn or have one. */
  #users = 0
  /** Frames that run at this moment. */
  #runs = 0
  #unloadsNext = false
  readonly #queues = new Set<{ readonly waiting: number }>()
  readonly #rate = new FrameRate()
  #frames = 0
  #restarts = 0

  constructor(readonly spec: ModelSpec) {}

  get figures(): ModelFigures {
    const backend = this.loaded ? this.#loaded : undefined
    const isLoading = this.#starting !== undefined && this.#loaded === undefined
    return {
      state: backend !== undefined ? 'loaded' : isLoading ? 'loading' : 'unloaded',
      provider: backend?.provider,
      memoryBytes: backend?.memoryBytes,
      frames: this.#frames,
      fps: this.#rate.perSecond(now()),
      waiting: [...this.#queues].reduce((sum, { waiting }) => sum + waiting, 0),
      restarts: this.#restarts,
    }
  }

  /** Counts what waits in a queue for this model; returns a function that ends this. */
  countQueue(queue: { readonly waiting: number }): () => void {
    this.#queues.add(queue)
    return () => this.#queues.delete(queue)
  }

  /** Gives up the backend until the next frame; a frame that runs is finished. */
  unload(): void {
    this.#unloadsNext = this.#runs > 0
    if (this.#unloadsNext || this.#loaded === undefined) return
    this.#loaded.close()
    this.#loaded = undefined
    this.#starting = undefined
  }

  /** Whether the next frame runs without waiting for the model to load. */
  get loaded(): boolean {
    return this.#loaded?.ended === false
  }

  /**
   * Loads the model if necessary and waits for its device. A load that takes longer than the time
   * limit goes on for those who come later.
   *
   * @throws DepthError as `StartBackend`, and MODEL_MISMATCH, RUNTIME_BACKOFF, CLOSED
   */
  async acquire(request: TurnRequest): Promise<Turn> {
    clearTimeout(this.#idle)
    this.#users++
    try {
      return await this.#takeTurn(request)
    } catch (thrown) {
      this.#leave()
      throw thrown
    }
  }

  /** Forgets earlier failures: a deploy may have fixed their cause. */
  resetBackoff(): void {
    this.#backoff.reset()
    this.#runBackoffs.clear()
  }

  /** Closes the backend for good, also while it loads or runs. */
  close(): void {
    this.#closing.abort()
    clearTimeout(this.#idle)
  }

  async #takeTurn(request: TurnRequest): Promise<Turn> {
    const { nodeId } = request
    const backend = await this.#runningWithin(request)
    const release = await deviceSlot(backend.deviceKey, backend.slots).acquire(nodeId)
    if (backend.ended) {
      // A frame of another node ended it in the meantime.
      release()
      return this.#takeTurn(request)
    }
    let released = false
    return {
      backend,
      granted: now(),
      run: (image, timeLimitMs) => this.#run(backend, nodeId, image, timeLimitMs),
      release: () => {
        if (released) return
        released = true
        release()
        this.#leave()
      },
    }
  }

  async #run(
    backend: InferenceBackend,
    nodeId: string,
    image: InferenceInput,
    timeLimitMs: number,
  ): Promise<InferenceResult> {
    const size = `${image.width}x${image.height}`
    const key = `${nodeId} ${size}`
    this.#runBackoffs.get(key)?.check(`${this.spec.descriptor.name} with an input of ${size}`)
    this.#runs++
    try {
      const result = await backend.run(image, timeLimitMs)
      this.#runBackoffs.delete(key)
      this.#frames++
      this.#rate.count(now())
      return result
    } catch (thrown) {
      this.#throwIfClosed()
      if (backend.ended) this.#runFailed(key, toDepthError(thrown))
      throw thrown
    } finally {
      this.#runs--
      if (this.#unloadsNext) this.unload()
    }
  }

  #runFailed(key: string, error: DepthError): void {
    const backoff = this.#runBackoffs.get(key) ?? new Backoff()
    backoff.failed(error)
    this.#runBackoffs.delete(key)
    this.#runBackoffs.set(key, backoff)
    const [oldest] = this.#runBackoffs.keys()
    if (this.#runBackoffs.size > maxRunBackoffs && oldest !== undefined) {
      this.#runBackoffs.delete(oldest)
    }
  }

  #leave(): void {
    this.#users--
    const { idleUnloadMs } = this.spec
    if (this.#users > 0 || idleUnloadMs === 0 || this.#closing.signal.aborted) return
    this.#idle = setTimeout(() => this.unload(), idleUnloadMs)
    this.#idle.unref()
  }

  #throwIfClosed(): void {
    if (!this.#closing.signal.aborted) return
    throw new DepthError('CLOSED', `${this.spec.descriptor.name} was closed.`)
  }

  #runningWithin({ arrived, timeLimitMs }: TurnRequest): Promise<InferenceBackend> {
    const running = this.#running()
    if (this.loaded || timeLimitMs === undefined) return running
    const since = Math.max(arrived, this.#starting?.since ?? 0)
    return withTimeLimit(() => running, {
      timeoutMs: Math.max(0, since + timeLimitMs - now()),
      timeoutError: () =>
        new DepthError(
          'INFERENCE_TIMEOUT',
          `The time limit of ${timeLimitMs} ms ran out while ${this.spec.descriptor.name} was being ` +
            'loaded, which goes on. Raise the limit, or let the node load the model at deploy.',
        ),
    })
  }

  async #running(): Promise<InferenceBackend> {
    this.#throwIfClosed()
    // At once, so that frames that waited behind one that ended the backend have time for a load.
    if (this.#starting === undefined || this.#loaded?.ended === true) return this.#restart()
    const backend = await this.#starting.backend
    return backend.ended ? this.#running() : backend
  }

  async #restart(): Promise<InferenceBackend> {
    this.#backoff.check(this.spec.descriptor.name)
    // One that was unloaded is gone from here.
    if (this.#loaded !== undefined) this.#restarts++
    this.#loaded = undefined
    this.#starting = { since: now(), backend: this.#start() }
    try {
      this.#loaded = await this.#starting.backend
      this.#backoff.reset()
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
      if (started.signature !== undefined) matchDescriptor(descriptor, started.signature)
    } catch (thrown) {
      started.close()
      throw thrown
    }
    return started
  }
}
