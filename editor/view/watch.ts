import { viewApi, type ViewSummary } from './api'

/** Receives the ids of the nodes that something is new of. */
type Listener = (nodes: ReadonlySet<string>) => void

/** The server counts an editor as open for a minute after it has asked. */
const askAgainMs = 25_000

/**
 * The latest frames of this Node-RED's views. While somebody listens and the page can be seen, the
 * server is asked for all of them now and then, and reports what is new; otherwise nothing runs.
 */
class ViewWatch {
  readonly #frames = new Map<string, Map<string, ViewSummary>>()
  readonly #listeners = new Set<Listener>()
  /** The keys that somebody chose to see, by node. */
  readonly #chosen = new Map<string, string>()
  #timer: number | undefined
  #received = 0

  /** The last frame of each key of a node, the newest last. */
  framesOf(node: string): readonly ViewSummary[] {
    return [...(this.#frames.get(node)?.values() ?? [])]
  }

  /** The key that was chosen; empty for the newest. */
  chosen(node: string): string {
    return this.#chosen.get(node) ?? ''
  }

  /** Shows the frames of one key of a node from now on. */
  choose(node: string, key: string): void {
    this.#chosen.set(node, key)
    this.#tell(new Set([node]))
  }

  /** The frame that a node shows: the newest, or the one of the key that was chosen. */
  shown(node: string): ViewSummary | undefined {
    const frames = this.framesOf(node)
    const chosen = this.chosen(node)
    return frames.find(({ key }) => chosen !== '' && key === chosen) ?? frames.at(-1)
  }

  /** Calls `listener` when something is new; returns a function that ends this. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    document.addEventListener('visibilitychange', this.#update)
    this.#update()
    return () => {
      this.#listeners.delete(listener)
      this.#update()
    }
  }

  readonly #update = (): void => {
    const isLooking = this.#listeners.size > 0 && !document.hidden
    if (isLooking === (this.#timer !== undefined)) return
    if (isLooking) {
      RED.comms.subscribe('depth-view', this.#receive)
      this.#timer = window.setInterval(() => void this.#ask(), askAgainMs)
      void this.#ask()
    } else {
      RED.comms.unsubscribe('depth-view', this.#receive)
      window.clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  /** Takes all that the server has; asks again where news came in the meantime. */
  async #ask(): Promise<void> {
    try {
      for (;;) {
        const before = this.#received
        const latest = await viewApi.latest()
        if (before !== this.#received) continue
        this.#frames.clear()
        this.#take(latest)
        return
      }
    } catch {
      // Node-RED cannot be reached, which the editor says itself; this asks again in a while.
    }
  }

  readonly #receive = (_topic: string, news: unknown): void => {
    this.#received++
    this.#take(news as readonly ViewSummary[])
  }

  #take(news: readonly ViewSummary[]): void {
    for (const summary of news) {
      const frames = this.#frames.get(summary.node) ?? new Map<string, ViewSummary>()
      this.#frames.set(summary.node, frames)
      frames.delete(summary.key)
      frames.set(summary.key, summary)
    }
    this.#tell(new Set(news.map(({ node }) => node)))
  }

  #tell(nodes: ReadonlySet<string>): void {
    for (const listener of this.#listeners) listener(nodes)
  }
}

export const viewWatch = new ViewWatch()
