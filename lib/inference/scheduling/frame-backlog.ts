import { DepthError } from '../../errors'

/** Frames of at most this many keys (cameras) wait at once. */
const maxLiveKeys = 64

/** Something that waits. */
export interface Waiting {
  /**
   * The key (a camera's topic) of which only the newest frame is wanted, or undefined for a message
   * that is never dropped.
   */
  readonly liveKey: string | undefined
}

/**
 * The backlog in front of a model. Live frames: one place per key, in which a newer frame replaces
 * the older one. Everything else: first in, first out, up to a limit. Whoever replaces a frame
 * keeps its place, so that a fast camera does not push itself back.
 */
export class FrameBacklog<T extends Waiting> {
  #backlog: T[] = []
  readonly #limit: number

  /** @param limit how many messages that are never dropped may wait */
  constructor(limit: number) {
    this.#limit = limit
  }

  get length(): number {
    return this.#backlog.length
  }

  get head(): T | undefined {
    return this.#backlog[0]
  }

  /**
   * Adds an entry and returns the one that is dropped for it, if any.
   *
   * @throws DepthError QUEUE_FULL
   */
  add(entry: T): T | undefined {
    if (entry.liveKey === undefined) {
      this.#checkLimit()
      this.#backlog.push(entry)
      return undefined
    }
    const place = this.#backlog.findIndex(({ liveKey }) => liveKey === entry.liveKey)
    if (place >= 0) return this.#backlog.splice(place, 1, entry)[0]
    this.#backlog.push(entry)
    return this.#oldestBeyondKeyLimit()
  }

  take(): T | undefined {
    return this.#backlog.shift()
  }

  /** Empties the backlog and returns what waited. */
  clear(): T[] {
    const waited = this.#backlog
    this.#backlog = []
    return waited
  }

  #checkLimit(): void {
    const waiting = this.#backlog.filter(({ liveKey }) => liveKey === undefined).length
    if (waiting < this.#limit) return
    throw new DepthError(
      'QUEUE_FULL',
      `${waiting} messages wait for this depth infer node, as many as its setting "queue limit" ` +
        'allows. Send more slowly, raise the limit, or let the newest frame win.',
    )
  }

  #oldestBeyondKeyLimit(): T | undefined {
    const live = this.#backlog.filter(({ liveKey }) => liveKey !== undefined)
    const oldest = live[0]
    if (live.length <= maxLiveKeys || oldest === undefined) return undefined
    this.#backlog.splice(this.#backlog.indexOf(oldest), 1)
    return oldest
  }
}
