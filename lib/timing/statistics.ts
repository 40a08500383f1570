import { now } from '../clock'
import type { Account } from './accounting'
import { FrameRate } from './frame-rate'
import { hundredths } from './hundredths'
import { RecentlyUsed } from './recently-used'
import { PairRatios, type RatioFigures } from './ratios'
import { RollingWindow, type Figures } from './rolling-window'
import { stageNames, type StageName } from './timeline'

/** Beyond this, the least recently used key is forgotten. */
const maxKeys = 64

/** The figures of one key. Times in milliseconds, over the messages in the window; NaN without any. */
export interface KeyFigures extends Figures {
  /** Messages counted since the start or the last reset, without cold ones. */
  readonly count: number
  /** Messages left out because a stage ran for the first time. */
  readonly cold: number
  /** How many messages the figures cover. */
  readonly window: number
  /** Messages per second, see FrameRate. */
  readonly fps: number
  readonly provider?: string
  /** Median of the time that no stage covers. */
  readonly unaccounted: number
  /** Median of each stage. */
  readonly stages: Readonly<Partial<Record<StageName, number>>>
}

export interface Summary {
  readonly keys: Readonly<Record<string, KeyFigures>>
  readonly ratios: readonly RatioFigures[]
}

/** One message's account, and the key it is filed under. */
export interface Entry {
  readonly key: string
  /** Shared by all messages that descend from one frame. */
  readonly frame: string
  /** When the message was counted, epoch milliseconds. */
  readonly at: number
  readonly account: Account
  readonly provider?: string | undefined
}

/** Rolling figures by key, and how the keys compare on the same frames. Bounded in memory. */
export class Statistics {
  readonly #windowSize: number
  #keys: RecentlyUsed<string, KeySeries>
  #ratios: PairRatios

  /** @param windowSize how many messages of each key the figures cover */
  constructor(windowSize: number) {
    this.#windowSize = windowSize
    this.#keys = new RecentlyUsed(maxKeys)
    this.#ratios = new PairRatios(windowSize)
  }

  /** Counts a message; a cold one is left out of all figures but `cold`. */
  add(entry: Entry): void {
    this.#keys.get(entry.key, () => new KeySeries(this.#windowSize)).add(entry)
    if (!entry.account.cold) this.#ratios.add(entry.frame, entry.key, entry.account.cost)
  }

  /** The figures of one key at a time; undefined when nothing was counted under it. */
  figuresOf(key: string, at = now()): KeyFigures | undefined {
    return this.#keys.peek(key)?.figures(at)
  }

  /** All figures at a time, epoch milliseconds from `now()`. */
  summary(at = now()): Summary {
    const keys = this.#keys.entries().map(([key, series]) => [key, series.figures(at)] as const)
    return { keys: Object.fromEntries(keys), ratios: this.#ratios.figures() }
  }

  reset(): void {
    this.#keys = new RecentlyUsed(maxKeys)
    this.#ratios = new PairRatios(this.#windowSize)
  }
}

/** The series of one key's messages. */
class KeySeries {
  readonly #windowSize: number
  readonly #totals: RollingWindow
  readonly #unaccounted: RollingWindow
  readonly #rate = new FrameRate()
  readonly #stages = new Map<StageName, RollingWindow>()
  #provider: string | undefined
  #count = 0
  #cold = 0

  constructor(windowSize: number) {
    this.#windowSize = windowSize
    this.#totals = new RollingWindow(windowSize)
    this.#unaccounted = new RollingWindow(windowSize)
  }

  add({ account, at, provider }: Entry): void {
    this.#provider = provider
    if (account.cold) {
      this.#cold++
      return
    }
    this.#count++
    this.#totals.add(account.total)
    this.#unaccounted.add(account.unaccounted)
    this.#rate.count(at)
    for (const stage of stageNames) this.#addStage(stage, account.stages[stage])
  }

  #addStage(stage: StageName, ms: number | undefined): void {
    if (ms === undefined) return
    const known = this.#stages.get(stage)
    const series = known ?? new RollingWindow(this.#windowSize)
    if (known === undefined) this.#stages.set(stage, series)
    series.add(ms)
  }

  figures(at: number): KeyFigures {
    const medians = stageNames.flatMap((stage) => {
      const series = this.#stages.get(stage)
      return series === undefined ? [] : [[stage, hundredths(series.figures().p50)] as const]
    })
    const totals = this.#totals.figures()
    return {
      count: this.#count,
      cold: this.#cold,
      window: this.#totals.length,
      fps: hundredths(this.#rate.perSecond(at)),
      ...(this.#provider === undefined ? {} : { provider: this.#provider }),
      mean: hundredths(totals.mean),
      p50: hundredths(totals.p50),
      p95: hundredths(totals.p95),
      p99: hundredths(totals.p99),
      unaccounted: hundredths(this.#unaccounted.figures().p50),
      stages: Object.fromEntries(medians),
    }
  }
}
