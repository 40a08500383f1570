import { DepthError } from '../../errors'
import { RecentlyUsed } from '../../timing/recently-used'
import { News } from './news'
import { Snapshot, type Viewed } from './snapshot'
import type { ViewSummary } from './summary'

/** As many keys as a node keeps a frame of; the least recently used one gives way. */
const keysPerNode = 64

/** The last frame of a node and key, and the one that editors have been told of. */
interface View {
  readonly node: string
  readonly key: string
  latest: Viewed
  told?: Snapshot
}

/**
 * The last frame of each node and key, for the editor. Frames are only referred to here: an image is
 * encoded when an editor asks for it, and editors are told of frames only while one of them looks.
 */
export class Views {
  readonly #nodes = new Map<string, RecentlyUsed<string, View>>()
  readonly #news: News<View>

  /** @param publish receives what is new, at most twice a second, the latest last */
  constructor(publish: (news: readonly ViewSummary[]) => void) {
    this.#news = new News((changed) => publish(changed.map(tell)))
  }

  /** Takes the frame that a node shows now. */
  show(node: string, key: string, frame: Viewed): void {
    const views = this.#nodes.get(node) ?? new RecentlyUsed<string, View>(keysPerNode)
    this.#nodes.set(node, views)
    const view = views.get(key, () => ({ node, key, latest: frame }))
    view.latest = frame
    this.#news.add(view)
  }

  /** Forgets the frames of a node that is no longer there. */
  forget(node: string): void {
    for (const [, view] of this.#nodes.get(node)?.entries() ?? []) this.#news.drop(view)
    this.#nodes.delete(node)
  }

  /** What there is to be seen, the latest of each node last; whoever asks watches from now on. */
  look(): readonly ViewSummary[] {
    this.#news.watch()
    return [...this.#nodes.values()].flatMap((views) =>
      views.entries().map(([, view]) => tell(view)),
    )
  }

  /**
   * A frame that editors have been told of.
   *
   * @throws DepthError VIEW_GONE
   */
  snapshot(node: string, key: string, id: string): Snapshot {
    const told = this.#nodes.get(node)?.peek(key)?.told
    if (told?.frame.id === id) return told
    throw new DepthError('VIEW_GONE', 'A newer frame has replaced this one. Ask for the newest.')
  }
}

function tell(view: View): ViewSummary {
  if (view.told?.frame !== view.latest) view.told = new Snapshot(view.latest)
  const { frame, image, facts, depthSummary } = view.told
  return {
    node: view.node,
    key: view.key,
    id: frame.id,
    image: { width: facts.width, height: facts.height },
    hasImage: image !== undefined,
    ...(depthSummary === undefined ? {} : { depth: depthSummary }),
    ...(facts.camera === undefined ? {} : { camera: facts.camera }),
  }
}
