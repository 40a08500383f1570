import { viewApi, type ViewSummary } from './api'
import { editorNodeOf, sourceOf } from './sources'

/** Receives the ids of the editor's nodes that something is new of. */
type Listener = (nodes: ReadonlySet<string>) => void

/** The server counts an editor as open for a minute after it has asked. */
const askAgainMs = 25_000

/**
 * The latest frames of this Node-RED's views. While somebody listens and the page can be seen, the
 * server is asked for all of them now and then, and reports what is new; otherwise nothing runs.
 */
class ViewWatch {
  /** By node of the editor, and by source. */
  readonly #frames = new Map<string, Map<string, ViewSummary>>()
  readonly #listeners = new Set<Listener>()
  /** The sources that somebody chose to see, by node. */
  readonly #chosen = new Map<string, string>()
  #timer: number | undefined
  #received = 0

  /** The last frame of each source of all nodes. */
  all(): readonly ViewSummary[] {
    return [...this.#frames.values()].flatMap((frames) => [...frames.values()])
  }

  /** The last frame of each source of a node, the newest last. */
  framesOf(node: string): readonly ViewSummary[] {
    return [...(this.#frames.get(node)?.values() ?? [])]
  }

  /** The source that was chosen; empty for the newest. */
  chosen(node: string): string {
    return this.#chosen.get(node) ?? ''
  }

  /** Shows the frames of one source of a node from now on. */
  choose(node: string, source: string): void {
    this.#chosen.set(node, source)
    this.#tell(new Set([node]))
  }

  /** The frame that a node shows: the newest, or that of the source that was chosen. */
  shown(node: string): ViewSummary | undefined {
    const frames = this.framesOf(node)
    const chosen = this.chosen(node)
    return frames.find((frame) => sourceOf(frame) === chosen) ?? frames.at(-1)
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
      const node = editorNodeOf(summary)
      const frames = this.#frames.get(node) ?? new Map<string, ViewSummary>()
      this.#frames.set(node, frames)
      frames.delete(sourceOf(summary))
      frames.set(sourceOf(summary), summary)
    }
    this.#tell(new Set(news.map(editorNodeOf)))
  }

  #tell(nodes: ReadonlySet<string>): void {
    for (const listener of this.#listeners) listener(nodes)
  }
}

export const viewWatch = new ViewWatch()
