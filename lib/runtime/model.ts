import { DepthError, toDepthError } from '../errors'
import type { Pixels } from '../frames/image-frame'
import type { ModelDescriptor } from '../models/descriptor'
import { matchDescriptor } from '../models/match'
import { Backoff } from './backoff'
import { deviceSlot, type DeviceSlot } from './device-slot'
import { ModelProcess, ProviderCrash, type InferenceResult } from './model-process'
import type { LoadRequest } from './protocol'
import { candidates, deviceKey, type Device } from './providers'

/** A large model on a slow disk takes its time; a load that takes longer than this hangs. */
const loadLimitMs = 300_000

/** What is loaded, where and how: nodes that ask for the same share one process. */
export interface ModelSpec {
  readonly descriptor: ModelDescriptor
  readonly file: string
  readonly device: Device
  readonly deviceId: number
  /** Whether cpu may stand in for an explicit device that cannot be used. */
  readonly fallback: boolean
  /** Threads of one inference; 0 leaves it to onnxruntime. */
  readonly threads: number
  /** After this long without a frame the process is ended until the next one; 0: never. */
  readonly idleUnloadMs: number
}

/**
 * A model that can be run, whatever happens to its process: it is started with the first run and
 * again after it has ended, with a growing pause when that happens repeatedly.
 */
export class Model {
  readonly #backoff = new Backoff()
  #process: Promise<ModelProcess> | undefined
  #idle: NodeJS.Timeout | undefined
  #closed = false

  constructor(readonly spec: ModelSpec) {}

  /**
   * Has the model loaded and gives the slot of the device that it runs on.
   *
   * @throws DepthError RUNTIME_MISSING, MODEL_INVALID, MODEL_MISMATCH, DEVICE_UNAVAILABLE,
   *   RUNTIME_CRASHED, RUNTIME_BACKOFF, INFERENCE_TIMEOUT, CLOSED
   */
  async ready(): Promise<DeviceSlot> {
    const { provider } = await this.#running()
    return deviceSlot(deviceKey(provider, this.spec.deviceId))
  }

  /**
   * One inference; the caller holds the device's slot.
   *
   * @param pixels at an input size of the model
   * @throws DepthError as `ready`, and INFERENCE_FAILED, MODEL_OUTPUT_INVALID
   */
  async run(pixels: Pixels, timeLimitMs: number): Promise<InferenceResult> {
    const running = await this.#running()
    clearTimeout(this.#idle)
    try {
      const result = await running.run(pixels, this.spec.descriptor, timeLimitMs)
      this.#backoff.reset()
      return result
    } catch (thrown) {
      if (running.ended) this.#backoff.failed()
      throw thrown
    } finally {
      this.#unloadWhenIdle()
    }
  }

  /** Ends the process for good. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#idle)
    this.#unload()
  }

  #unloadWhenIdle(): void {
    if (this.spec.idleUnloadMs === 0 || this.#closed) return
    this.#idle = setTimeout(() => this.#unload(), this.spec.idleUnloadMs)
    this.#idle.unref()
  }

  /** Ends the process and with it everything that holds memory. */
  #unload(): void {
    const ending = this.#process
    this.#process = undefined
    ending?.then(
      (running) => running.kill(),
      () => undefined,
    )
  }

  async #running(): Promise<ModelProcess> {
    if (this.#closed) throw new DepthError('CLOSED', `${this.spec.descriptor.name} was closed.`)
    const current = this.#process
    if (current === undefined) return this.#restart()
    const running = await current
    if (!running.ended) return running
    if (this.#process === current) this.#process = undefined
    return this.#running()
  }

  #restart(): Promise<ModelProcess> {
    this.#backoff.check(this.spec.descriptor.name)
    const starting = this.#start()
    this.#process = starting
    starting.catch((thrown: unknown) => {
      if (this.#process === starting) this.#process = undefined
      if (toDepthError(thrown).code === 'RUNTIME_CRASHED') this.#backoff.failed()
    })
    return starting
  }

  async #start(): Promise<ModelProcess> {
    const { device, deviceId, fallback, file, threads, descriptor } = this.spec
    const started = await startSkippingCrashes({
      type: 'load',
      file,
      candidates: candidates(device, fallback),
      refusals: [],
      deviceId,
      threads,
    })
    try {
      matchDescriptor(descriptor, started.signature)
    } catch (thrown) {
      started.kill()
      throw thrown
    }
    return started
  }
}

/** A provider that takes the process down with it counts as refused: the next one is tried. */
async function startSkippingCrashes(request: LoadRequest): Promise<ModelProcess> {
  try {
    return await ModelProcess.start(request, loadLimitMs)
  } catch (thrown) {
    if (!(thrown instanceof ProviderCrash)) throw thrown
    const { provider, message } = thrown
    const rest = request.candidates.slice(request.candidates.indexOf(provider) + 1)
    if (rest.length === 0) throw thrown
    return startSkippingCrashes({
      ...request,
      candidates: rest,
      refusals: [...request.refusals, { provider, reason: message }],
    })
  }
}
