import { setImmediate as nextTurn } from 'node:timers/promises'
import { DepthError } from '../../../errors'
import type { Signature } from '../../../models/signature'
import type { LoadedReply, LoadRequest, ResultReply } from '../../protocol'
import { deviceKey, type Provider, type RejectedProvider } from '../../providers'
import type { InferenceBackend, InferenceInput, InferenceResult } from '../backend'
import { WorkerProcess } from './worker-process'

/** A model that is loaded in its worker process. */
export class ModelProcess implements InferenceBackend {
  readonly provider: Provider
  readonly rejectedProviders: readonly RejectedProvider[]
  readonly signature: Signature
  readonly deviceKey: string
  readonly #worker: WorkerProcess
  #memoryBytes: number

  private constructor(worker: WorkerProcess, loaded: LoadedReply, deviceId: number) {
    const { provider, rejectedProviders, signature } = loaded
    const { missingLibrary } = worker
    this.#worker = worker
    this.provider = provider
    this.rejectedProviders =
      missingLibrary === undefined
        ? rejectedProviders
        : rejectedProviders.map((rejected) => ({ ...rejected, reason: missingLibrary }))
    this.signature = signature
    this.deviceKey = deviceKey(provider, deviceId)
    this.#memoryBytes = loaded.memoryBytes
  }

  /**
   * Starts a process and loads a model in it.
   *
   * @param signal ends the process when it is aborted, during the load and later
   * @throws DepthError RUNTIME_MISSING, MODEL_FILE_MISSING, MODEL_INVALID, DEVICE_UNAVAILABLE,
   *   RUNTIME_CRASHED, INFERENCE_TIMEOUT; ProviderCrash when the process ended while it tried a
   *   provider
   */
  static async start(
    request: LoadRequest,
    timeLimitMs: number,
    signal?: AbortSignal,
  ): Promise<ModelProcess> {
    const worker = new WorkerProcess(signal)
    try {
      const { reply } = await worker.ask(request, timeLimitMs)
      // What the worker wrote to stderr before its reply may arrive in the same turn of the loop.
      await nextTurn()
      return new ModelProcess(worker, reply, request.deviceId)
    } catch (thrown) {
      worker.kill()
      throw thrown
    }
  }

  get ended(): boolean {
    return this.#worker.ended
  }

  get memoryBytes(): number {
    return this.#memoryBytes
  }

  async run(
    { width, height, data, scale = 1 }: InferenceInput,
    timeLimitMs: number,
  ): Promise<InferenceResult> {
    const sent = performance.now()
    const request = { type: 'run', width, height, scale } as const
    const { reply, payload } = await this.#worker.ask(request, timeLimitMs, data)
    this.#checkResult(reply, payload)
    this.#memoryBytes = reply.memoryBytes
    return {
      data: new Float32Array(payload.buffer),
      width: reply.width,
      height: reply.height,
      range: reply.range,
      nonFinite: reply.nonFinite,
      normalizeMs: reply.normalizeMs,
      inferenceMs: reply.inferenceMs,
      rangeMs: reply.rangeMs,
      transferMs: performance.now() - sent - reply.totalMs,
      cold: reply.cold,
    }
  }

  close(): void {
    this.#worker.kill()
  }

  #checkResult({ width, height }: ResultReply, { byteLength }: Uint8Array): void {
    if (width > 0 && height > 0 && 4 * width * height === byteLength) return
    this.#worker.kill()
    throw new DepthError(
      'RUNTIME_CRASHED',
      `The process of the model sent ${byteLength} bytes as a depth map of ${width}x${height}, and was ended.`,
    )
  }
}
