import type { ModelPool } from '../../lib/inference/scheduling/model-pool'
import {
  DepthInference,
  type DepthResult,
  type RemoteSettings,
} from '../../lib/inference/scheduling/depth-inference'
import type { Node, NodeAPI } from 'node-red'
import { now } from '../../lib/clock'
import { DepthError, toDepthError } from '../../lib/errors'
import { MissingModels } from '../../lib/hub/missing-models'
import { ModelFinder, type FoundModel } from '../../lib/hub/model-finder'
import { automaticProvider } from '../../lib/inference/backends/onnxruntime-process/probe'
import { hardwareOf } from '../../lib/inference/providers'
import { imageFrameFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { liveKeyOf } from '../../lib/node-red/live-key'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { errorStatus, ThrottledStatus } from '../../lib/node-red/status'
import { Warnings } from '../../lib/node-red/warnings'
import type { StoreSettings } from '../../lib/hub/settings'
import { FrameRate } from '../../lib/timing/frame-rate'
import type { Measured } from '../../lib/timing/timeline'
import { inferenceSettings, type InferSettings } from './config'
import { downloadStatus } from './download-status'

/** What one infer depth node does with its messages. */
export class DepthInferNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: InferSettings
  readonly #missing: MissingModels
  readonly #finder: ModelFinder
  readonly #inference: DepthInference
  readonly #rate = new FrameRate()
  readonly #warnings: Warnings
  readonly status: ThrottledStatus
  #dropped = 0
  #closed = false

  constructor(
    RED: NodeAPI,
    node: Node,
    settings: InferSettings,
    pool: ModelPool,
    store: StoreSettings,
    server?: RemoteSettings,
  ) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#inference = new DepthInference(pool, node.id, inferenceSettings(settings, server))
    this.status = new ThrottledStatus(node)
    this.#warnings = new Warnings(node)
    this.#missing = new MissingModels({
      settings: store,
      download: settings.download,
      watched: settings.modelType === 'catalog' ? [settings.model] : [],
      onReport: (report) => this.status.set(downloadStatus(report)),
    })
    this.#finder = new ModelFinder({
      settings: store,
      missing: this.#missing,
      namedBy: settings.modelType === 'file' ? 'file' : 'id',
      precision: settings.precision,
      needsFile: server === undefined || server.thisMachine,
      hardware: async () =>
        hardwareOf(settings.device === 'auto' ? await automaticProvider() : settings.device),
    })
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, outputProperty } = this.#settings
    const image = imageFrameFrom(getProperty(this.#RED, msg, property), `msg.${property}`)
    const { queueKey = image.live ? 'topic' : undefined } = this.#settings
    const liveKey = liveKeyOf(this.#RED, msg, queueKey)
    const camera = groupKey(getProperty(this.#RED, msg, queueKey ?? 'topic'))
    const { chosen, outcome } = await this.#finder.use(this.#modelName(msg), async (chosen) => {
      if (!this.#inference.isLoaded(chosen)) this.#showLoading()
      return { chosen, outcome: await this.#inference.infer(image, chosen, liveKey, camera) }
    })
    if (outcome === 'closed') return
    if (outcome === 'dropped') {
      this.#dropped++
      if (this.#settings.reportDrops) send([null, this.#dropReport(msg, image.id, chosen)])
      return
    }
    setProperty(this.#RED, msg, outputProperty, outcome.depth)
    annotate(msg, this.#node, outcome.measured, image.id)
    send(msg)
    this.#warnings.report([...image.warnings, ...outcome.warnings])
    this.#warnOnFallback(chosen, outcome)
    this.#showFrame(outcome.measured)
  }

  /**
   * Looks for the model at deploy, so that one that is missing shows before the first message, and
   * does what the dialog asks for: downloads it, loads it and runs it once, so that the first frame
   * finds it warm.
   */
  async prepare(): Promise<void> {
    const { modelType, model, warmUp, download } = this.#settings
    if (modelType === 'msg') return
    try {
      if (!(warmUp || download)) {
        await this.#finder.check(model)
        return
      }
      const chosen = await this.#finder.findWhenDownloaded(model)
      if (!warmUp || this.#closed) return
      this.#showLoading()
      await this.#inference.warmUp(chosen)
      this.status.set({ fill: 'green', shape: 'ring', text: 'depth-infer.status.ready' })
    } catch (thrown) {
      const { code, message } = toDepthError(thrown)
      if (this.#closed) return
      this.status.set(errorStatus(code))
      this.#node.error(message)
    }
  }

  close(): void {
    this.#closed = true
    this.#inference.close()
    this.#missing.close()
    this.status.close()
  }

  /** Where a message names the model, that has to be by its id. */
  #modelName(msg: FlowMessage): string {
    const { modelType, model } = this.#settings
    if (modelType !== 'msg') return model
    const id = getProperty(this.#RED, msg, model)
    if (typeof id === 'string' && id !== '') return id
    throw new DepthError(
      'MODEL_UNKNOWN',
      `msg.${model} should be the id of a model, such as "tiny-v2", but is ${id === undefined ? 'missing' : `of type ${typeof id}`}.`,
    )
  }

  #dropReport(msg: FlowMessage, frame: string, { descriptor }: FoundModel): FlowMessage {
    return {
      _msgid: msg._msgid,
      ...(msg.topic === undefined ? {} : { topic: msg.topic }),
      payload: { reason: 'newer', frame, model: descriptor.id, dropped: this.#dropped },
    }
  }

  /** Warns once per model that a chosen device could not be used; `auto` is free to choose. */
  #warnOnFallback(chosen: FoundModel, { depth, rejectedProviders }: DepthResult): void {
    if (this.#freeToChoose || rejectedProviders.length === 0) return
    const reasons = rejectedProviders
      .map(({ provider, reason }) => `${provider}: ${reason}`)
      .join('; ')
    const message =
      `${chosen.descriptor.name} runs on ${depth.provider} (${chosen.precision}) instead of ` +
      `${this.#settings.device}. ${reasons}`
    this.#warnings.report([{ kind: `fallback of ${chosen.file}`, message }])
  }

  /** Whether the user left it open what runs the model, or what stands in for a server. */
  get #freeToChoose(): boolean {
    return ['auto', 'server'].includes(this.#settings.device)
  }

  #showLoading(): void {
    this.status.set({ fill: 'blue', shape: 'ring', text: 'depth-infer.status.loading' })
  }

  #showFrame(measured: readonly Measured[]): void {
    const inference = measured.find(({ model }) => model !== undefined)
    if (inference === undefined) {
      this.#showReused()
      return
    }
    const ended = now()
    this.#rate.count(ended)
    const fps = this.#rate.perSecond(ended)
    const provider = inference.provider ?? ''
    const fellBack = this.#settings.device !== 'auto' && this.#settings.device !== provider
    const text = [
      provider,
      `${Math.round(inference.ms)} ms`,
      fps === 0 ? '' : `${fps.toFixed(1)} fps`,
      this.#counted('waiting', this.#inference.waiting),
      this.#counted('dropped', this.#dropped),
    ]
    this.status.set({
      fill: fellBack ? 'yellow' : 'green',
      shape: 'dot',
      text: text.filter((part) => part !== '').join(', '),
    })
  }

  #showReused(): void {
    this.#rate.count(now())
    this.status.set({ fill: 'green', shape: 'ring', text: 'depth-infer.status.unchanged' })
  }

  /** "3 waiting"; nothing where there are none. */
  #counted(what: 'waiting' | 'dropped', frames: number): string {
    return frames > 0 ? this.#RED._(`depth-infer.status.${what}`, { frames }) : ''
  }
}
