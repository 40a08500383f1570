import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../../clock'
import { DepthError, toDepthError } from '../../errors'
import type { DecodedPixels } from '../../frames/image-frame'
import { withTimeLimit } from '../../http/time-limit'
import { Backlog, type Waiting } from '../../queue/backlog'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/backend'
import { frameStages } from './frame-stages'
import type { Model, Turn } from './model'

/** One frame to run through a model. */
export interface FrameRequest {
  /** Decodes the image at the model's input size. Called once, by the queue, when it is worthwhile. */
  readonly decode: () => Promise<DecodedPixels>
  /**
   * Looks, when the frame's turn comes, whether earlier depth can be sent again; then the model does
   * not run.
   */
  readonly reuse?: (() => Promise<boolean>) | undefined
  /** The image, in errors. */
  readonly source: string
  /** For the decode, and again for the model. */
  readonly timeLimitMs: number
  /** What the depth is multiplied by. */
  readonly scale: number
  /** See `Waiting`. */
  readonly liveKey: string | undefined
}

/** What became of a frame: its depth and the stages it went through, or that it did not run. */
export type FrameOutcome = FrameRun | FrameReuse | 'dropped' | 'closed'

/** The model did not run. */
interface FrameReuse {
  readonly result?: undefined
  readonly measured: readonly Measured[]
}

interface FrameRun {
  readonly result: InferenceResult
  readonly backend: Turn['backend']
  readonly measured: readonly Measured[]
  /** Why the stand-in ran it, where it did. */
  readonly standInReason?: string
}

interface Entry extends Waiting {
  readonly request: FrameRequest
  readonly arrived: number
  readonly settle: (outcome: FrameOutcome) => void
  readonly fail: (thrown: unknown) => void
  /** The decode, once it has started. */
  decoded?: Promise<DecodedPixels>
  /** The comparison with an earlier image, once it is done. */
  compared?: Measured | undefined
}

/**
 * The frames of one node that wait for one model, and the loop that runs them: wait for the model's
 * turn on its device, take the frame that is first by then, run it. Meanwhile the next frame is
 * decoded, unless it is live: most live frames are replaced before their turn. A device that takes
 * several frames at once gets them; they are answered in the order in which they were taken.
 */
export class FrameQueue {
  readonly #model: Model
  readonly #nodeId: string
  readonly #backlog: Backlog<Entry>
  readonly #stopCounting: () => void
  readonly #standIn: (() => Model) | undefined
  #serving = false
  #unfinished = 0
  /** Resolves when the frame that was taken last has been answered. */
  #answered: Promise<void> = Promise.resolve()

  /**
   * @param nodeId names the node, for fairness among the nodes that share a device
   * @param limit how many messages that are never dropped may wait
   * @param standIn the model that runs a frame while no server is ready
   */
  constructor(model: Model, nodeId: string, limit: number, standIn?: () => Model) {
    this.#standIn = standIn
    this.#model = model
    this.#nodeId = nodeId
    this.#backlog = new Backlog(limit)
    this.#stopCounting = model.countQueue(this)
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
    this.#stopCounting()
    for (const entry of this.#backlog.clear()) entry.settle('closed')
  }

  async #serveAll(): Promise<void> {
    this.#serving = true
    while (this.#backlog.head !== undefined) await this.#serveOne()
    this.#serving = false
  }

  async #serveOne(): Promise<void> {
    this.#decodeAhead()
    let turn: Turn | undefined
    let entry: Entry | undefined
    try {
      turn = await this.#acquire(this.#model, this.#backlog.head)
      let granted = now()
      entry = this.#backlog.take()
      if (entry === undefined) return
      this.#decodeAhead()
      const compared = await compare(entry)
      entry.compared = compared
      if (compared?.reused === true) {
        const waited = { stage: 'queue', at: entry.arrived, ms: granted - entry.arrived } as const
        this.#answer(entry, Promise.resolve({ measured: [waited, compared] }))
        return
      }
      const decoding = decodeInTime(entry)
      if (!(await settlesWithin(decoding, slowDecodeMs))) {
        turn.release()
        turn = undefined
        await decoding
        turn = await this.#acquire(this.#model, entry)
        granted = now()
      }
      const decoded = await decoding
      // Not waited for: the next turn is granted when the device has a place.
      this.#answer(entry, this.#runOrStandIn(turn, granted, entry, decoded))
      turn = undefined
    } catch (thrown) {
      // Where the model could not be loaded, that is the answer to the frame that is first.
      const failed = entry ?? this.#backlog.take()
      if (failed !== undefined) this.#answer(failed, Promise.reject(toDepthError(thrown)))
    } finally {
      turn?.release()
    }
  }

  /** Answers a frame after those that were taken before it. */
  #answer(entry: Entry, running: Promise<FrameRun | FrameReuse>): void {
    const before = this.#answered
    this.#answered = running.then(
      (run) => before.then(() => entry.settle(run)),
      (thrown: unknown) => before.then(() => entry.fail(thrown)),
    )
  }

  async #runOrStandIn(
    turn: Turn,
    granted: number,
    entry: Entry,
    decoded: DecodedPixels,
  ): Promise<FrameRun> {
    try {
      return await this.#run(turn, granted, entry, decoded)
    } catch (thrown) {
      const { code, message } = toDepthError(thrown)
      if (this.#standIn === undefined || code !== 'SERVER_UNAVAILABLE') throw thrown
      const local = await this.#acquire(this.#standIn(), entry)
      try {
        return { ...(await this.#run(local, now(), entry, decoded)), standInReason: message }
      } finally {
        local.release()
      }
    } finally {
      turn.release()
    }
  }

  async #run(
    turn: Turn,
    granted: number,
    { request, arrived, compared }: Entry,
    decoded: DecodedPixels,
  ): Promise<FrameRun> {
    const sent = now()
    const { scale, timeLimitMs } = request
    const result = await turn.run({ ...decoded.pixels, scale }, timeLimitMs)
    const { backend } = turn
    const { id } = this.#model.spec.descriptor
    const times = { arrived, granted, sent }
    const stages = frameStages(times, decoded, result, id, backend.provider)
    const measured = compared === undefined ? stages : inOrder([...stages, compared])
    return { result, backend, measured }
  }

  #acquire(model: Model, entry: Entry | undefined): Promise<Turn> {
    return model.acquire({
      nodeId: this.#nodeId,
      arrived: entry?.arrived ?? now(),
      timeLimitMs: entry?.request.timeLimitMs,
    })
  }

  #decodeAhead(): void {
    const head = this.#backlog.head
    if (head === undefined || head.liveKey !== undefined) return
    // An image that has not changed need not be decoded at all.
    if (head.request.reuse === undefined) void decodeOnce(head)
  }
}

function inOrder(measured: readonly Measured[]): readonly Measured[] {
  return [...measured].sort((one, other) => one.at - other.at)
}

/** Whether earlier depth can be sent again, as the stage that finding out is. */
async function compare({ request }: Entry): Promise<Measured | undefined> {
  if (request.reuse === undefined) return undefined
  const at = now()
  const reused = await request.reuse()
  return { stage: 'compare', at, ms: now() - at, ...(reused ? { reused } : {}) }
}

/** A decode that takes longer lets other nodes have the device meanwhile. */
const slowDecodeMs = 250

/** A race: a decode that is too slow is not waited for, though it goes on in its thread. */
function decodeInTime(entry: Entry): Promise<DecodedPixels> {
  const { source, timeLimitMs: timeoutMs } = entry.request
  const timeoutError = () =>
    new DepthError(
      'INFERENCE_TIMEOUT',
      `${source} was not decoded within the time limit of ${timeoutMs} ms. Send smaller images, or ` +
        'raise the time limit.',
    )
  return withTimeLimit(() => decodeOnce(entry), { timeoutMs, timeoutError })
}

async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const over = new AbortController()
  const settled = work.then(
    () => true,
    () => true,
  )
  const slow = delay(ms, false, { signal: over.signal }).catch(() => false)
  return Promise.race([settled, slow]).finally(() => over.abort())
}

function decodeOnce(entry: Entry): Promise<DecodedPixels> {
  if (entry.decoded === undefined) {
    entry.decoded = entry.request.decode()
    // Awaited when the frame's turn comes; until then a failure must not count as unhandled.
    entry.decoded.catch(() => undefined)
  }
  return entry.decoded
}
