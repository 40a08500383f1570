import { now } from '../../clock'
import type { DecodedPixels } from '../../frames/image-frame'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/onnxruntime-process/model-process'
import type { Model } from './model'
import { FrameBacklog, type Waiting } from './frame-backlog'

/** One frame's way through a model, as the node asks for it. */
export interface FrameRequest {
  /** Decodes the image at the model's input size. */
  readonly decode: () => Promise<DecodedPixels>
  readonly timeLimitMs: number
  /** See `Waiting`. */
  readonly liveKey: string | undefined
}

/** What became of a frame: its depth and the stages it went through, or that it was dropped. */
export type FrameOutcome =
  | { readonly result: InferenceResult; readonly measured: readonly Measured[] }
  | 'dropped'
  | 'closed'

interface Entry extends Waiting {
  readonly request: FrameRequest
  readonly arrived: number
  readonly settle: (outcome: FrameOutcome) => void
  readonly fail: (thrown: unknown) => void
  /** The decode, once begun. */
  decoded?: Promise<DecodedPixels>
}

/**
 * The frames that wait for one model on behalf of one node, and the loop that takes them through
 * it: wait for the device's slot, take the frame that is first by then, run it. While a frame runs,
 * the next one that is sure to follow is decoded. Live frames are not decoded ahead: most of them
 * are replaced before their turn.
 */
export class FrameQueue {
  readonly #model: Model
  readonly #nodeId: string
  readonly #backlog: FrameBacklog<Entry>
  #pumping = false
  #unfinished = 0

  /**
   * @param nodeId names the node, for fairness among the nodes that share a device
   * @param limit how many messages that are never dropped may wait
   */
  constructor(model: Model, nodeId: string, limit: number) {
    this.#model = model
    this.#nodeId = nodeId
    this.#backlog = new FrameBacklog(limit)
  }

  get waiting(): number {
    return this.#backlog.length
  }

  /** Whether nothing waits and nothing runs. */
  get idle(): boolean {
    return this.#unfinished === 0
  }

  /**
   * Takes a frame through the model when its turn comes.
   *
   * @throws DepthError QUEUE_FULL, and what the decode and `Model.run` throw
   */
  add(request: FrameRequest): Promise<FrameOutcome> {
    this.#unfinished++
    const outcome = new Promise<FrameOutcome>((settle, fail) => {
      const entry: Entry = { request, liveKey: request.liveKey, arrived: now(), settle, fail }
      this.#backlog.add(entry)?.settle('dropped')
      if (!this.#pumping) void this.#pump()
    })
    return outcome.finally(() => this.#unfinished--)
  }

  /** Lets go of everything that waits; what runs is finished. */
  close(): void {
    for (const entry of this.#backlog.clear()) entry.settle('closed')
  }

  async #pump(): Promise<void> {
    this.#pumping = true
    while (this.#backlog.head !== undefined) await this.#serveOne()
    this.#pumping = false
  }

  async #serveOne(): Promise<void> {
    this.#decodeAhead()
    try {
      const slot = await this.#model.ready()
      const release = await slot.acquire(this.#nodeId)
      try {
        await this.#runHead()
      } finally {
        release()
      }
    } catch (thrown) {
      // The model could not be made ready: that is the answer to whoever is first.
      this.#backlog.take()?.fail(thrown)
    }
  }

  async #runHead(): Promise<void> {
    const granted = now()
    const entry = this.#backlog.take()
    if (entry === undefined) return
    this.#decodeAhead()
    try {
      const decoded = await decodeOnce(entry)
      const sent = now()
      const result = await this.#model.run(decoded.pixels, entry.request.timeLimitMs)
      const measured = stages(this.#model, entry.arrived, granted, sent, decoded, result)
      entry.settle({ result, measured })
    } catch (thrown) {
      entry.fail(thrown)
    }
  }

  #decodeAhead(): void {
    const head = this.#backlog.head
    if (head !== undefined && head.liveKey === undefined) void decodeOnce(head)
  }
}

function decodeOnce(entry: Entry): Promise<DecodedPixels> {
  if (entry.decoded === undefined) {
    entry.decoded = entry.request.decode()
    // Awaited when the frame's turn comes; until then a failure must not count as unhandled.
    entry.decoded.catch(() => undefined)
  }
  return entry.decoded
}

function stages(
  model: Model,
  arrived: number,
  granted: number,
  sent: number,
  decoded: DecodedPixels,
  result: InferenceResult,
): readonly Measured[] {
  const { normalizeMs, inferenceMs, transferMs, cold } = result
  const decodedAt = decoded.start + decoded.ms
  // One span for both ways: where the child's clock lies within the round trip is not known.
  const runAt = sent + transferMs
  return [
    ...waits(arrived, granted, decoded.start, decodedAt),
    {
      stage: 'decode',
      at: decoded.start,
      ms: decoded.ms,
      includes: ['resize'],
      ...(decoded.shared ? { shared: true } : {}),
    },
    { stage: 'transfer', at: sent, ms: transferMs },
    { stage: 'normalize', at: runAt, ms: normalizeMs },
    {
      stage: 'inference',
      at: runAt + normalizeMs,
      ms: inferenceMs,
      model: model.spec.descriptor.id,
      provider: result.provider,
      ...(cold ? { cold: true } : {}),
    },
  ]
}

/** The time between arrival and turn that the frame's own decode does not fill. */
function waits(
  arrived: number,
  granted: number,
  decodeStart: number,
  decodeEnd: number,
): readonly Measured[] {
  const before = { at: arrived, ms: Math.min(granted, decodeStart) - arrived }
  const after = { at: Math.max(arrived, decodeEnd), ms: granted - Math.max(arrived, decodeEnd) }
  const spans = [before, after].filter(({ ms }) => ms > 0)
  return (spans.length === 0 ? [{ at: arrived, ms: 0 }] : spans).map((span) => ({
    stage: 'queue',
    ...span,
  }))
}
