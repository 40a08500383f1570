import { RecentlyUsed } from './recently-used'
import { RollingWindow } from './rolling-window'

/** How many frames wait for messages of other keys, and how many pairs of keys are kept. */
const maxFrames = 256
const maxPairs = 64
const maxKeysOfFrame = 16

/** How two keys compare: the median of cost(a) / cost(b) over the frames that both had. */
export interface RatioFigures {
  readonly a: string
  readonly b: string
  /** The number of frames in the window. */
  readonly pairs: number
  readonly median: number
}

interface Pair {
  readonly a: string
  readonly b: string
  readonly ratios: RollingWindow
}

/**
 * Compares keys frame by frame: two keys that had the same frame form a ratio. In a pair, `a` is the
 * name that sorts last, so that V2 is divided by V1.
 */
export class PairRatios {
  readonly #windowSize: number
  readonly #frames = new RecentlyUsed<string, RecentlyUsed<string, number>>(maxFrames)
  readonly #pairs = new RecentlyUsed<string, Pair>(maxPairs)

  /** @param windowSize how many frames of each pair the median covers */
  constructor(windowSize: number) {
    this.#windowSize = windowSize
  }

  /** @param cost in milliseconds, see `Account.cost` */
  add(frame: string, key: string, cost: number): void {
    const costs = this.#frames.get(frame, () => new RecentlyUsed(maxKeysOfFrame))
    for (const [other, otherCost] of costs.entries()) {
      if (other !== key) this.#addRatio({ key, cost }, { key: other, cost: otherCost })
    }
    costs.set(key, cost)
  }

  #addRatio(one: Measure, other: Measure): void {
    const [above, below] = one.key > other.key ? [one, other] : [other, one]
    const pair = this.#pairs.get(JSON.stringify([above.key, below.key]), () => ({
      a: above.key,
      b: below.key,
      ratios: new RollingWindow(this.#windowSize),
    }))
    if (below.cost > 0) pair.ratios.add(above.cost / below.cost)
  }

  figures(): readonly RatioFigures[] {
    return this.#pairs
      .entries()
      .filter(([, { ratios }]) => ratios.length > 0)
      .map(([, { a, b, ratios }]) => ({
        a,
        b,
        pairs: ratios.length,
        median: ratios.figures().p50,
      }))
  }
}

interface Measure {
  readonly key: string
  readonly cost: number
}
