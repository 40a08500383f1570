import type { Node } from 'node-red'
import { now } from '../clock'
import type { ImageFrame } from '../frames/image-frame'
import { ImageWatch } from '../image/unusable/image-watch'
import { observe, type Observation } from '../image/unusable/observe'
import { RecentlyUsed } from '../timing/recently-used'
import type { Measured } from '../timing/timeline'
import { refusalOf, type RefusalSettings } from './refusal'
import { frozenMs } from './unusable-settings'

/** As many cameras as are watched. */
const mostKeys = 64

/** What was seen in an image, with the time that it took; nothing where images are not judged. */
export interface Looked {
  readonly seen?: Observation
  readonly measured: readonly Measured[]
}

/** Judges the images of a node that may have several cameras, as its settings say. */
export class ImageJudge {
  readonly #node: Pick<Node, 'warn'>
  readonly #settings: RefusalSettings
  readonly #watches = new RecentlyUsed<string, ImageWatch>(mostKeys)

  constructor(node: Pick<Node, 'warn'>, settings: RefusalSettings) {
    this.#node = node
    this.#settings = settings
  }

  /** @throws DepthError as `observe` */
  async look(image: ImageFrame): Promise<Looked> {
    if (this.#settings.unusable === 'ignore') return { measured: [] }
    const at = now()
    const seen = await observe(image)
    return { seen, measured: [{ stage: 'decode', at, ms: now() - at, includes: ['resize'] }] }
  }

  /**
   * Judges an image, and warns of what is new about its camera. To be called in the order of the images.
   *
   * @param key names the camera
   * @returns the image, or the same one that says why it cannot be trusted
   * @throws DepthError IMAGE_UNUSABLE, where the settings say so
   */
  judge(image: ImageFrame, seen: Observation, key: string): ImageFrame {
    const watch = this.#watches.get(key, () => new ImageWatch(frozenMs(this.#settings) ?? 0))
    const before = watch.problem
    const judged = watch.judge(image, seen)
    const refusal = refusalOf(judged, this.#settings)
    if (refusal !== undefined) throw refusal
    if (watch.problem !== undefined && watch.problem !== before) {
      this.#node.warn(watch.problem.message)
    }
    return judged
  }
}
