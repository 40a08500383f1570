import { DepthError } from '../../errors'
import { isDepthFrame, type DepthFrame } from '../../frames/depth-frame'
import { News } from './news'
import { Snapshot, type Viewed } from './snapshot'
import { summarize } from './summarize'
import type { InSubflow, ViewSummary } from './summary'

/** As many keys as a node keeps a frame of; the least recently used one gives way. */
const keysPerNode = 64

/** The frames of all nodes together take no more; the least recently used ones give way. */
const defaultMostBytes = 256e6

/** The last frame of a node and key, and the one that editors have been told of. */
interface View {
  readonly node: string
  readonly key: string
  latest: Viewed
  told?: Snapshot
  /** What both kept in memory when the latest one came. */
  bytes: number
}

interface ViewsOptions {
  /** Receives what is new, at most twice a second, the latest last. */
  readonly publish: (news: readonly ViewSummary[]) => void
  /** Where a node stands that runs inside a subflow. */
  readonly subflowOf?: (node: string) => InSubflow | undefined
  readonly mostBytes?: number
}

/**
 * The last frame of each node and key, for the editor. Frames are only referred to here: an image is
 * encoded when an editor asks for it, and editors are told of frames only while one of them looks.
 */
export class Views {
  readonly #nodes = new Map<string, Map<string, View>>()
  /** All of them, the least recently used first. */
  readonly #all = new Set<View>()
  readonly #news: News<View>
  readonly #subflowOf: NonNullable<ViewsOptions['subflowOf']>
  readonly #mostBytes: number
  #bytes = 0

  constructor({ publish, subflowOf, mostBytes = defaultMostBytes }: ViewsOptions) {
    this.#news = new News((changed) => publish(changed.map((view) => this.#tell(view))))
    this.#subflowOf = subflowOf ?? (() => undefined)
    this.#mostBytes = mostBytes
  }

  /** What all frames kept in memory when they came. */
  get bytes(): number {
    return this.#bytes
  }

  /** Takes the frame that a node shows now. */
  show(node: string, key: string, frame: Viewed): void {
    const views = this.#nodes.get(node) ?? new Map<string, View>()
    this.#nodes.set(node, views)
    const view = views.get(key) ?? { node, key, latest: frame, bytes: 0 }
    view.latest = frame
    if (!this.#news.isWatched) delete view.told
    views.delete(key)
    views.set(key, view)
    this.#all.delete(view)
    this.#all.add(view)
    const bytes = frame.heldBytes + (view.told?.frame.heldBytes ?? 0)
    this.#bytes += bytes - view.bytes
    view.bytes = bytes
    this.#makeRoom(views)
    this.#news.add(view)
  }

  /** The last frame of a node and key, where it is depth. */
  lastDepth(node: string, key: string): DepthFrame | undefined {
    const frame = this.#nodes.get(node)?.get(key)?.latest
    return isDepthFrame(frame) ? frame : undefined
  }

  /** Forgets the frames of a node that is no longer there. */
  forget(node: string): void {
    for (const view of this.#nodes.get(node)?.values() ?? []) this.#drop(view)
    this.#nodes.delete(node)
  }

  /** What there is to be seen, the latest of each node last; whoever asks watches from now on. */
  look(): readonly ViewSummary[] {
    this.#news.watch()
    return this.#inOrder().map((view) => this.#tell(view))
  }

  /** What there is to be seen, for whoever wants no image of it. */
  summaries(): readonly ViewSummary[] {
    return this.#inOrder().map((view) => this.#summaryOf(view))
  }

  /**
   * A frame that editors have been told of.
   *
   * @throws DepthError VIEW_GONE
   */
  snapshot(node: string, key: string, id: string): Snapshot {
    const told = this.#nodes.get(node)?.get(key)?.told
    if (told?.frame.id === id) return told
    throw new DepthError('VIEW_GONE', 'A newer frame has replaced this one. Ask for the newest.')
  }

  #inOrder(): readonly View[] {
    return [...this.#nodes.values()].flatMap((views) => [...views.values()])
  }

  /** @param views those of the node that has just shown a frame */
  #makeRoom(views: ReadonlyMap<string, View>): void {
    const [first] = views.values()
    if (views.size > keysPerNode && first !== undefined) this.#drop(first)
    // The frame that is shown stays, however large it is.
    for (const view of this.#all) {
      if (this.#bytes <= this.#mostBytes || this.#all.size === 1) return
      this.#drop(view)
    }
  }

  #drop(view: View): void {
    this.#nodes.get(view.node)?.delete(view.key)
    this.#all.delete(view)
    this.#bytes -= view.bytes
    this.#news.drop(view)
  }

  #tell(view: View): ViewSummary {
    if (view.told?.frame !== view.latest) view.told = new Snapshot(view.latest)
    return this.#summaryOf(view)
  }

  #summaryOf({ node, key, latest }: View): ViewSummary {
    return summarize(node, key, latest, this.#subflowOf(node))
  }
}
