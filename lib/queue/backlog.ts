import { counted } from '../counted'
import { DepthError } from '../errors'

/** How many keys (cameras) may have a message waiting. */
const maxLiveKeys = 64

/** An entry of the backlog. */
export interface Waiting {
  /**
   * The key (a camera's topic) whose newest message is the only one wanted; undefined for a message
   * that is never dropped.
   */
  readonly liveKey: string | undefined
}

/**
 * What waits in a node. Of live messages, one per key waits: a newer one replaces the older one and
 * takes its position, so that a fast camera does not push itself back. Everything else is first in,
 * first out, up to a limit.
 */
export class Backlog<T extends Waiting> {
  #backlog: T[] = []
  readonly #limit: number
  readonly #remedy: string

  /**
   * @param limit how many messages that are never dropped may wait
   * @param remedy what to do where there are more
   */
  constructor(
    limit: number,
    remedy = 'Send more slowly, raise "Queue limit", or keep only the newest.',
  ) {
    this.#limit = limit
    this.#remedy = remedy
  }

  get length(): number {
    return this.#backlog.length
  }

  get head(): T | undefined {
    return this.#backlog[0]
  }

  /**
   * Adds an entry and returns the one that is dropped in exchange, if any.
   *
   * @throws DepthError QUEUE_FULL
   */
  add(entry: T): T | undefined {
    if (entry.liveKey === undefined) {
      this.#checkLimit()
      this.#backlog.push(entry)
      return undefined
    }
    const older = this.#backlog.findIndex(({ liveKey }) => liveKey === entry.liveKey)
    if (older >= 0) return this.#backlog.splice(older, 1, entry)[0]
    this.#backlog.push(entry)
    return this.#oldestBeyondKeyLimit()
  }

  take(): T | undefined {
    return this.#backlog.shift()
  }

  /**
   * Puts an entry that was taken first again, or a newer one of its key that waits in its place.
   *
   * @returns the entry that is dropped in exchange, if any
   */
  putBack(entry: T): T | undefined {
    const newer =
      entry.liveKey === undefined
        ? -1
        : this.#backlog.findIndex(({ liveKey }) => liveKey === entry.liveKey)
    if (newer < 0) {
      this.#backlog.unshift(entry)
      return undefined
    }
    this.#backlog.unshift(...this.#backlog.splice(newer, 1))
    return entry
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
      `The queue of this node is full: it holds ${counted(waiting, 'message')}. ${this.#remedy}`,
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
