import { now } from '../../clock'
import type { DecodedPixels } from '../../frames/image-frame'
import { Backlog, type Waiting } from '../../queue/backlog'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/backend'
import { frameStages } from './frame-stages'
import type { Model, Turn } from './model'

/** One frame to run through a model. */
export interface FrameRequest {
  /** Decodes the image at the model's input size. Called once, by the queue, when it is worthwhile. */
  readonly decode: () => Promise<DecodedPixels>
  readonly timeLimitMs: number
  /** See `Waiting`. */
  readonly liveKey: string | undefined
}

/** What became of a frame: its depth and the stages it went through, or that it did not run. */
export type FrameOutcome = FrameRun | 'dropped' | 'closed'

interface FrameRun {
  readonly result: InferenceResult
  readonly backend: Turn['backend']
  readonly measured: readonly Measured[]
}

interface Entry extends Waiting {
  readonly request: FrameRequest
  readonly arrived: number
  readonly settle: (outcome: FrameOutcome) => void
  readonly fail: (thrown: unknown) => void
  /** The decode, once it has started. */
  decoded?: Promise<DecodedPixels>
}

/**
 * The frames of one node that wait for one model, and the loop that runs them: wait for the model's
 * turn on its device, take the frame that is first by then, run it. Meanwhile the next frame is
 * decoded, unless it is live: most live frames are replaced before their turn.
 */
export class FrameQueue {
  readonly #model: Model
  readonly #nodeId: string
  readonly #backlog: Backlog<Entry>
  #serving = false
  #unfinished = 0

  /**
   * @param nodeId names the node, for fairness among the nodes that share a device
   * @param limit how many messages that are never dropped may wait
   */
  constructor(model: Model, nodeId: string, limit: number) {
    this.#model = model
    this.#nodeId = nodeId
    this.#backlog = new Backlog(limit)
  }

  get waiting(): number {
    return this.#backlog.length
  }

  /** Whether nothing waits and nothing runs. */
  get idle(): boolean {
    return this.#unfinished === 0
  }

  /**
   * Runs a frame when its turn comes.
   *
   * @throws DepthError QUEUE_FULL, and what the decode, `Model.acquire` and `Turn.run` throw
   */
  add(request: FrameRequest): Promise<FrameOutcome> {
    this.#unfinished++
    const outcome = new Promise<FrameOutcome>((settle, fail) => {
      const entry: Entry = { request, liveKey: request.liveKey, arrived: now(), settle, fail }
      this.#backlog.add(entry)?.settle('dropped')
      if (!this.#serving) void this.#serveAll()
    })
    return outcome.finally(() => this.#unfinished--)
  }

  /** Gives up everything that waits; the frame that runs is finished. */
  close(): void {
    for (const entry of this.#backlog.clear()) entry.settle('closed')
  }

  async #serveAll(): Promise<void> {
    this.#serving = true
    while (this.#backlog.head !== undefined) await this.#serveOne()
    this.#serving = false
  }

  async #serveOne(): Promise<void> {
    this.#decodeAhead()
    try {
      const turn = await this.#model.acquire(this.#nodeId)
      try {
        await this.#runHead(turn)
      } finally {
        turn.release()
      }
    } catch (thrown) {
      // The model could not be loaded: that is the answer to the frame that is first.
      this.#backlog.take()?.fail(thrown)
    }
  }

  async #runHead(turn: Turn): Promise<void> {
    const granted = now()
    const entry = this.#backlog.take()
    if (entry === undefined) return
    this.#decodeAhead()
    const { request, arrived, settle, fail } = entry
    try {
      const decoded = await decodeOnce(entry)
      const sent = now()
      const result = await turn.run(decoded.pixels, request.timeLimitMs)
      const { backend } = turn
      const { id } = this.#model.spec.descriptor
      const times = { arrived, granted, sent }
      const measured = frameStages(times, decoded, result, id, backend.provider)
      settle({ result, backend, measured })
    } catch (thrown) {
      fail(thrown)
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
