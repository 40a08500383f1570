import { basename } from 'node:path'
import { DepthError, toDepthError } from '../../errors'
import type { Pixels } from '../../frames/image-frame'
import type { ModelDescriptor } from '../../models/descriptor'
import { matchDescriptor } from '../../models/match'
import { Backoff } from './backoff'
import { deviceSlot, type DeviceSlot } from './device-slot'
import {
  ModelProcess,
  ProviderCrash,
  type InferenceResult,
} from '../backends/onnxruntime-process/model-process'
import type { LoadRequest } from '../protocol'
import { providersToTry, deviceKey, libraryOf, type Device } from '../providers'

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
  readonly #closing = new AbortController()
  #process: Promise<ModelProcess> | undefined
  #loaded: ModelProcess | undefined
  #idle: NodeJS.Timeout | undefined
  #busy = false

  constructor(readonly spec: ModelSpec) {}

  /** Whether the next frame runs without waiting for the model to be loaded. */
  get loaded(): boolean {
    return this.#loaded?.ended === false
  }

  /**
   * Has the model loaded and gives the slot of the device that it runs on.
   *
   * @throws DepthError RUNTIME_MISSING, MODEL_FILE_MISSING, MODEL_INVALID, MODEL_MISMATCH,
   *   DEVICE_UNAVAILABLE, RUNTIME_CRASHED, RUNTIME_BACKOFF, INFERENCE_TIMEOUT, CLOSED
   */
  async ready(): Promise<DeviceSlot> {
    const { provider } = await this.#running()
    this.#unloadWhenIdle()
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
    this.#busy = true
    try {
      const result = await running.run(pixels, this.spec.descriptor, timeLimitMs)
      this.#backoff.reset()
      return result
    } catch (thrown) {
      this.#throwIfClosed()
      if (running.ended) this.#backoff.failed(toDepthError(thrown))
      throw thrown
    } finally {
      this.#busy = false
      this.#unloadWhenIdle()
    }
  }

  /** Forgets what went wrong before: a deploy may have put it right. */
  resetBackoff(): void {
    this.#backoff.reset()
  }

  /** Ends the process for good, also while it loads or runs. */
  close(): void {
    this.#closing.abort()
    clearTimeout(this.#idle)
  }

  #throwIfClosed(): void {
    if (!this.#closing.signal.aborted) return
    throw new DepthError('CLOSED', `${this.spec.descriptor.name} was closed.`)
  }

  #unloadWhenIdle(): void {
    clearTimeout(this.#idle)
    if (this.spec.idleUnloadMs === 0 || this.#closing.signal.aborted) return
    this.#idle = setTimeout(() => {
      if (!this.#busy) this.#loaded?.kill()
    }, this.spec.idleUnloadMs)
    this.#idle.unref()
  }

  async #running(): Promise<ModelProcess> {
    this.#throwIfClosed()
    const current = this.#process
    if (current === undefined) return this.#restart()
    const running = await current
    if (!running.ended) return running
    if (this.#process === current) this.#process = undefined
    return this.#running()
  }

  async #restart(): Promise<ModelProcess> {
    this.#backoff.check(this.spec.descriptor.name)
    this.#process = this.#start()
    try {
      this.#loaded = await this.#process
      return this.#loaded
    } catch (thrown) {
      this.#process = undefined
      this.#throwIfClosed()
      this.#backoff.failed(toDepthError(thrown))
      throw thrown
    }
  }

  async #start(): Promise<ModelProcess> {
    const { device, deviceId, fallback, file, threads, descriptor } = this.spec
    const request: LoadRequest = {
      type: 'load',
      file,
      candidates: providersToTry(device, fallback),
      rejectedProviders: [],
      deviceId,
      threads,
      externalData: externalDataOf(descriptor, file),
    }
    const started = await startSkippingCrashes(request, this.#closing.signal)
    try {
      matchDescriptor(descriptor, started.signature)
    } catch (thrown) {
      started.kill()
      throw thrown
    }
    return started
  }
}

/** Names of the files that hold the weights of a graph, beside it. */
function externalDataOf({ files }: ModelDescriptor, file: string): readonly string[] {
  const graph = Object.values(files).find(({ path }) => basename(path) === basename(file))
  return (graph?.externalData ?? []).map(({ path }) => basename(path))
}

/** A provider that takes the process down with it counts as refused: the next one is tried. */
async function startSkippingCrashes(
  request: LoadRequest,
  signal: AbortSignal,
): Promise<ModelProcess> {
  try {
    return await ModelProcess.start(request, loadLimitMs, signal)
  } catch (thrown) {
    if (!(thrown instanceof ProviderCrash) || signal.aborted) throw thrown
    const { provider, message } = thrown
    const rest = request.candidates
      .slice(request.candidates.indexOf(provider) + 1)
      .filter((candidate) => libraryOf(candidate) === libraryOf(provider))
    if (rest.length === 0) throw thrown
    return startSkippingCrashes(
      {
        ...request,
        candidates: rest,
        rejectedProviders: [...request.rejectedProviders, { provider, reason: message }],
      },
      signal,
    )
  }
}
