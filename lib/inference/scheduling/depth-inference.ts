import { now } from '../../clock'
import { DepthError } from '../../errors'
import { DepthFrame } from '../../frames/depth-frame'
import type { ImageFrame, Size } from '../../frames/image-frame'
import { resizedFocalLength } from '../../image/lens'
import type { SizingPolicy } from '../../image/sizing'
import type { ModelDescriptor } from '../../models/descriptor'
import { modelInputSize, wantedInputSize } from '../../models/input-size'
import type { Precision } from '../../models/precision'
import type { Measured } from '../../timing/timeline'
import { FrameQueue } from './frame-queue'
import {
  nonFiniteWarning,
  sizeWarning,
  standInWarning,
  type InferenceWarning,
} from './inference-warnings'
import type { ModelSpec } from './model'
import type { FrameRun } from './queued-frame'
import { UnchangedImages } from './unchanged-images'
import type { ServerSettings } from '../backends/server/settings'
import type { ModelPool, Lease } from './model-pool'
import type { Device, RejectedProvider } from '../providers'

/** Replaces the camera's image when a model is warmed up before the first one arrives. */
const warmUpImage: Size = { width: 1280, height: 720 }

/** What stood in for a server gives up its memory after this long without a frame. */
const standInIdleMs = 60_000

export interface InferenceSettings {
  readonly device: Device
  readonly deviceId: number
  readonly fallback: boolean
  readonly threads: number
  /** Undefined: the default of the model's descriptor. */
  readonly sizing: SizingPolicy | undefined
  /** In pixels; undefined: the default of the model's descriptor. */
  readonly size: number | undefined
  readonly queueLimit: number
  readonly timeLimitMs: number
  readonly idleUnloadMs: number
  /** The longest time that depth is sent again while images do not change; undefined: never. */
  readonly reuseMs: number | undefined
  /** The servers, where they are the device. */
  readonly server?: RemoteSettings | undefined
}

/** Inference servers, as a node uses them. */
export interface RemoteSettings extends ServerSettings {
  /** Whether the model runs on this machine while none of them is ready. */
  readonly thisMachine: boolean
}

/** A model's descriptor and the file that was found for it. */
export interface LocatedModel {
  readonly descriptor: ModelDescriptor
  readonly file: string
  readonly precision: Precision
}

export interface DepthResult {
  readonly depth: DepthFrame
  readonly measured: readonly Measured[]
  /** What the user of the depth should know. */
  readonly warnings: readonly InferenceWarning[]
  /** The providers that were preferred and could not be used. */
  readonly rejectedProviders: readonly RejectedProvider[]
}

export type DepthOutcome = DepthResult | 'dropped' | 'closed'

interface LoadedModel {
  readonly lease: Lease
  readonly queue: FrameQueue
  /** The model of this machine, once it had to stand in for a server. */
  standIn?: Lease
}

/** The inference of one infer depth node: images in, depth frames out, with any of its models. */
export class DepthInference {
  readonly #pool: ModelPool
  readonly #nodeId: string
  readonly #settings: InferenceSettings
  /** By descriptor and file, the most recently used one last. */
  readonly #models = new Map<string, LoadedModel>()
  readonly #unchanged: UnchangedImages | undefined
  #closed = false

  /** @param nodeId the node's id, for fairness among the nodes that share a device */
  constructor(pool: ModelPool, nodeId: string, settings: InferenceSettings) {
    this.#pool = pool
    this.#nodeId = nodeId
    this.#settings = settings
    const { reuseMs } = settings
    this.#unchanged = reuseMs === undefined ? undefined : new UnchangedImages(reuseMs)
  }

  /** How many frames wait, for all models of the node together. */
  get waiting(): number {
    return [...this.#models.values()].reduce((sum, { queue }) => sum + queue.waiting, 0)
  }

  /** Whether the next frame of a model runs without waiting for it to load. */
  isLoaded(located: LocatedModel): boolean {
    return this.#models.get(keyOf(located))?.lease.model.loaded === true
  }

  /**
   * The depth of an image; `dropped` when a newer one replaced it, `closed` when the node closed
   * before it ran.
   *
   * @param liveKey names the camera of which only the newest frame is wanted; undefined for an
   *   image that must not be dropped
   * @param camera names the camera whose earlier images this one is compared with
   * @throws DepthError IMAGE_EMPTY, CAMERA_UNKNOWN, IMAGE_DAMAGED, QUEUE_FULL, MODEL_LIMIT, RUNTIME_MISSING,
   *   RUNTIME_CRASHED, RUNTIME_BACKOFF, MODEL_FILE_MISSING, MODEL_INVALID, MODEL_MISMATCH,
   *   MODEL_OUTPUT_INVALID, DEVICE_UNAVAILABLE, INFERENCE_FAILED, INFERENCE_TIMEOUT,
   *   SERVER_UNAVAILABLE, SERVER_FAILED
   */
  async infer(
    image: ImageFrame,
    located: LocatedModel,
    liveKey: string | undefined,
    camera = '',
  ): Promise<DepthOutcome> {
    if (this.#closed) return 'closed'
    const { descriptor } = located
    const size = modelInputSize(descriptor.input, image, this.#settings)
    const compared = this.#unchanged?.image(image, JSON.stringify([camera, keyOf(located)]))
    const request = {
      compared,
      decode: () => image.pixels(size),
      source: image.source,
      scale: depthScale(descriptor, image, size),
      timeLimitMs: this.#settings.timeLimitMs,
      liveKey,
    }
    let made: DepthFrame | undefined
    try {
      const outcome = await this.#loadedModel(located).queue.add(request)
      if (typeof outcome === 'string') return outcome
      if ('depth' in outcome) return { ...outcome, warnings: [], rejectedProviders: [] }
      const found = this.#found(image, located, size, outcome)
      made = found.depth
      return found
    } catch (thrown) {
      return this.#unlessClosed(thrown)
    } finally {
      compared?.ran(made)
    }
  }

  #found(image: ImageFrame, located: LocatedModel, size: Size, run: FrameRun): DepthResult {
    const { descriptor, precision } = located
    const { result, backend, measured, standInReason } = run
    const { data, width, height, range } = result
    const depth = new DepthFrame({
      data,
      width,
      height,
      range,
      provider: backend.provider,
      kind: descriptor.output.kind,
      model: descriptor.id,
      precision,
      inputSize: size,
      image,
    })
    const wanted = wantedInputSize(descriptor.input, image, this.#settings)
    const warnings = [
      ...sizeWarning(image, descriptor, { wanted, used: size }),
      ...nonFiniteWarning(descriptor, result),
      ...standInWarning(descriptor, backend.provider, standInReason),
    ]
    return { depth, measured, warnings, rejectedProviders: backend.rejectedProviders }
  }

  /** Loads a model and runs it once on an empty 16:9 image, so that the first frame finds it warm. */
  async warmUp(located: LocatedModel): Promise<void> {
    if (!this.#closed) await this.#runOnce(located).catch(this.#unlessClosed)
  }

  /** Releases the models and gives up everything that waits. */
  close(): void {
    this.#closed = true
    for (const loaded of this.#models.values()) release(loaded)
    this.#models.clear()
  }

  #loadedModel(located: LocatedModel): LoadedModel {
    const key = keyOf(located)
    const loaded = this.#models.get(key) ?? this.#load(located)
    this.#models.delete(key)
    this.#models.set(key, loaded)
    return loaded
  }

  #load({ descriptor, file }: LocatedModel): LoadedModel {
    const { device, deviceId, fallback, threads, idleUnloadMs, queueLimit } = this.#settings
    const { server } = this.#settings
    const local = { descriptor, file, device, deviceId, fallback, threads, idleUnloadMs }
    const process = { backend: 'onnxruntime-process', ...local } as const
    if (device !== 'server') {
      const lease = this.#lease(process)
      return { lease, queue: new FrameQueue(lease.model, this.#nodeId, queueLimit) }
    }
    const lease = this.#lease({ backend: 'server', ...local, server })
    const standInSpec = { ...process, idleUnloadMs: idleUnloadMs || standInIdleMs }
    const standIn = () => (loaded.standIn ??= this.#lease(standInSpec)).model
    const loaded: LoadedModel = {
      lease,
      queue: new FrameQueue(
        lease.model,
        this.#nodeId,
        queueLimit,
        server?.thisMachine === true ? standIn : undefined,
      ),
    }
    return loaded
  }

  /** When the limit of models is reached, the node gives up one that it does not use right now. */
  #lease(spec: ModelSpec): Lease {
    try {
      return this.#pool.lease(spec)
    } catch (thrown) {
      const idle = [...this.#models].find(([, { queue }]) => queue.idle)
      if (idle === undefined) throw thrown
      const [key, loaded] = idle
      release(loaded)
      this.#models.delete(key)
      return this.#lease(spec)
    }
  }

  readonly #unlessClosed = (thrown: unknown): 'closed' => {
    if (this.#closed) return 'closed'
    throw thrown
  }

  async #runOnce(located: LocatedModel): Promise<void> {
    const { model } = this.#loadedModel(located).lease
    const { width, height } = modelInputSize(located.descriptor.input, warmUpImage, this.#settings)
    const turn = await model.acquire({
      nodeId: this.#nodeId,
      arrived: now(),
      timeLimitMs: undefined,
    })
    try {
      const data = new Uint8Array(width * height * 3)
      await turn.run({ data, width, height }, this.#settings.timeLimitMs)
    } finally {
      turn.release()
    }
  }
}

function release({ lease, queue, standIn }: LoadedModel): void {
  queue.close()
  lease.release()
  standIn?.release()
}

/**
 * What a model's values are multiplied by: those of a model that was trained for one focal length
 * are in proportion to the focal length at which it sees the image.
 */
function depthScale({ name, output }: ModelDescriptor, image: ImageFrame, input: Size): number {
  const { canonicalFocal } = output
  if (canonicalFocal === undefined) return 1
  if (image.camera !== undefined) {
    return resizedFocalLength(image.camera, image, input) / canonicalFocal
  }
  throw new DepthError(
    'CAMERA_UNKNOWN',
    `${name} gives meters only for a known lens, and that of ${image.source} is not known. Set ` +
      '"Lens" in load image to the field of view or the focal length of the camera.',
  )
}

/** Two descriptors of one file are two models: they differ in normalization or output. */
function keyOf({ descriptor, file }: LocatedModel): string {
  return JSON.stringify([descriptor, file])
}
