import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../../clock'
import { toDepthError } from '../../errors'
import { Backlog } from '../../queue/backlog'
import { frameStages } from './frame-stages'
import type { Model, Turn } from './model'
import {
  QueuedFrame,
  type FrameOutcome,
  type FrameRequest,
  type FrameReuse,
  type FrameRun,
} from './queued-frame'

/** A decode that takes longer lets other nodes have the device meanwhile. */
const slowDecodeMs = 250

/**
 * The frames of one node that wait for one model, and the loop that runs them: see whether the first
 * one has changed at all, wait for the model's turn on its device, take the frame that is first by
 * then, run it. Meanwhile the next frame is decoded. A device that takes several frames at once gets
 * them; they are answered in the order in which they were taken.
 */
export class FrameQueue {
  readonly #model: Model
  readonly #nodeId: string
  readonly #backlog: Backlog<QueuedFrame>
  readonly #stopCounting: () => void
  readonly #standIn: (() => Model) | undefined
  #serving = false
  #closed = false
  #unfinished = 0
  /** Whether live frames are decoded while they wait. */
  #decodesLive = false
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
   * @throws DepthError QUEUE_FULL, and what the comparison, the decode, `Model.acquire` and `Turn.run`
   *   throw
   */
  async add(request: FrameRequest): Promise<FrameOutcome> {
    const frame = new QueuedFrame(request)
    this.#backlog.add(frame)?.settle('dropped')
    this.#unfinished++
    if (!this.#serving) void this.#serveAll()
    return frame.outcome.finally(() => this.#unfinished--)
  }

  /** Gives up everything that waits; the frame that runs is finished. */
  close(): void {
    this.#closed = true
    this.#stopCounting()
    for (const frame of this.#backlog.clear()) frame.settle('closed')
  }

  async #serveAll(): Promise<void> {
    this.#serving = true
    for (;;) {
      const first = this.#backlog.head
      if (first === undefined) break
      const isCompared = first.request.compared !== undefined
      if (!isCompared || !(await this.#sendAgain())) await this.#runNext()
    }
    this.#serving = false
  }

  /**
   * Answers the first frame with earlier depth where its image has not changed, which takes no device.
   * One that has changed is first again, or a newer one of its key, which then counts as changed too.
   *
   * @returns whether it was answered
   */
  async #sendAgain(): Promise<boolean> {
    const frame = this.#backlog.take()
    if (frame === undefined) return false
    try {
      const reuse = await frame.reuse()
      if (reuse !== undefined) this.#answer(frame, Promise.resolve(reuse))
      else if (this.#closed) frame.settle('closed')
      else this.#backlog.putBack(frame)?.settle('dropped')
      return reuse !== undefined
    } catch (thrown) {
      this.#answer(frame, Promise.reject(toDepthError(thrown)))
      return true
    }
  }

  /** Waits for the device and has it run the frame that is first by then. */
  async #runNext(): Promise<void> {
    const first = this.#backlog.head
    if (first === undefined) return
    this.#decodeAhead()
    const turn = await this.#acquire(this.#model, first).catch((thrown: unknown) => {
      // That the model cannot be loaded is the answer to the frame that is first by now.
      this.#fail(this.#backlog.take(), thrown)
    })
    if (turn === undefined) return
    const frame = this.#backlog.take()
    if (frame === undefined) {
      turn.release()
      return
    }
    this.#decodeAhead()
    try {
      const ready = await this.#whenDecoded(frame, turn)
      // Not waited for: the next turn is granted when the device has a place.
      this.#answer(frame, this.#runOrStandIn(ready, frame))
    } catch (thrown) {
      turn.release()
      this.#fail(frame, thrown)
    }
  }

  /** The turn in which a frame can run: a later one where its decode is slow, so that others run meanwhile. */
  async #whenDecoded(frame: QueuedFrame, turn: Turn): Promise<Turn> {
    frame.request.compared?.runs()
    const decoding = frame.decodeInTime()
    if (await settlesWithin(decoding, slowDecodeMs)) {
      await decoding
      return turn
    }
    turn.release()
    await decoding
    return this.#acquire(this.#model, frame)
  }

  async #runOrStandIn(turn: Turn, frame: QueuedFrame): Promise<FrameRun> {
    try {
      return await this.#run(turn, frame)
    } catch (thrown) {
      const { code, message } = toDepthError(thrown)
      if (this.#standIn === undefined || code !== 'SERVER_UNAVAILABLE') throw thrown
      const local = await this.#acquire(this.#standIn(), frame)
      return { ...(await this.#run(local, frame)), standInReason: message }
    }
  }

  /** Runs a frame, and releases the turn. */
  async #run(turn: Turn, frame: QueuedFrame): Promise<FrameRun> {
    try {
      const { scale, timeLimitMs } = frame.request
      const decoded = await frame.decode()
      const sent = now()
      const result = await turn.run({ ...decoded.pixels, scale }, timeLimitMs)
      this.#decodesLive = decoded.ms > (now() - sent) / 2
      const { backend, granted } = turn
      const { arrived, comparison } = frame
      const { id } = this.#model.spec.descriptor
      const passed = { arrived, comparison, decoded, granted, sent }
      return { result, backend, measured: frameStages(passed, result, id, backend.provider) }
    } finally {
      turn.release()
    }
  }

  #acquire(model: Model, { arrived, request: { timeLimitMs } }: QueuedFrame): Promise<Turn> {
    return model.acquire({ nodeId: this.#nodeId, arrived, timeLimitMs })
  }

  /**
   * Most live frames are replaced while a slow model runs, so theirs is worth it only where the last one
   * took more than half of its run. An image that has not changed is not decoded at all: it has to be
   * compared before.
   */
  #decodeAhead(): void {
    const next = this.#backlog.head
    if (next === undefined || (next.liveKey !== undefined && !this.#decodesLive)) return
    if (next.request.compared === undefined || next.comparison !== undefined) void next.decode()
  }

  /** Answers a frame after those that were taken before it. */
  #answer(frame: QueuedFrame, running: Promise<FrameRun | FrameReuse>): void {
    const before = this.#answered
    this.#answered = running.then(
      (run) => before.then(() => frame.settle(run)),
      (thrown: unknown) => before.then(() => frame.fail(thrown)),
    )
  }

  #fail(frame: QueuedFrame | undefined, thrown: unknown): void {
    if (frame !== undefined) this.#answer(frame, Promise.reject(toDepthError(thrown)))
  }
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
