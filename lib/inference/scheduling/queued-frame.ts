import { now } from '../../clock'
import { DepthError } from '../../errors'
import type { DepthFrame } from '../../frames/depth-frame'
import type { DecodedPixels } from '../../frames/image-frame'
import { withTimeLimit } from '../../http/time-limit'
import type { Waiting } from '../../queue/backlog'
import type { Measured } from '../../timing/timeline'
import type { InferenceResult } from '../backends/backend'
import type { Turn } from './model'
import type { ComparedImage } from './unchanged-images'

/** One frame to run through a model. */
export interface FrameRequest {
  /** Decodes the image at the model's input size. Called once, when it is worthwhile. */
  readonly decode: () => Promise<DecodedPixels>
  /** The image, where earlier depth may be sent again in place of a run. */
  readonly compared?: ComparedImage | undefined
  /** The image, in errors. */
  readonly source: string
  /** For the decode, and again for the model. */
  readonly timeLimitMs: number
  /** What the depth is multiplied by. */
  readonly scale: number
  /** See `Waiting`. */
  readonly liveKey: string | undefined
}

/** What became of a frame: its depth and the stages it went through, or that it did not run. */
export type FrameOutcome = FrameRun | FrameReuse | 'dropped' | 'closed'

/** The model did not run: earlier depth is sent again. */
export interface FrameReuse {
  readonly depth: DepthFrame
  readonly measured: readonly Measured[]
}

/** The model ran. */
export interface FrameRun {
  readonly result: InferenceResult
  readonly backend: Turn['backend']
  readonly measured: readonly Measured[]
  /** Why the stand-in ran it, where it did. */
  readonly standInReason?: string
}

/** A frame on its way through a queue. */
export class QueuedFrame implements Waiting {
  readonly arrived = now()
  /** What became of it. */
  readonly outcome: Promise<FrameOutcome>
  readonly settle: (outcome: FrameOutcome) => void
  readonly fail: (thrown: unknown) => void
  /** The comparison with an earlier image, once it is done. */
  comparison: Measured | undefined
  #decoded: Promise<DecodedPixels> | undefined

  constructor(readonly request: FrameRequest) {
    let settle: (outcome: FrameOutcome) => void = () => undefined
    let fail: (thrown: unknown) => void = () => undefined
    this.outcome = new Promise((resolve, reject) => {
      settle = resolve
      fail = reject
    })
    this.settle = settle
    this.fail = fail
  }

  get liveKey(): string | undefined {
    return this.request.liveKey
  }

  /** Decodes it, at its first call; a failure shows when the pixels are awaited. */
  decode(): Promise<DecodedPixels> {
    if (this.#decoded === undefined) {
      this.#decoded = this.request.decode()
      // Until somebody awaits the pixels, a failure must not count as unhandled.
      this.#decoded.catch(() => undefined)
    }
    return this.#decoded
  }

  /**
   * As `decode`, within the time limit: a decode that is too slow is not waited for, though it goes on
   * in its thread.
   *
   * @throws DepthError INFERENCE_TIMEOUT, and what the decode throws
   */
  decodeInTime(): Promise<DecodedPixels> {
    const { source, timeLimitMs: timeoutMs } = this.request
    const timeoutError = () =>
      new DepthError(
        'INFERENCE_TIMEOUT',
        `${source} was not decoded within the time limit of ${timeoutMs} ms. Send smaller images, or ` +
          'raise the time limit.',
      )
    return withTimeLimit(() => this.decode(), { timeoutMs, timeoutError })
  }

  /**
   * Earlier depth, where its image has not changed since; undefined where the model has to run.
   *
   * @throws DepthError as `ComparedImage.isUnchanged`
   */
  async reuse(): Promise<FrameReuse | undefined> {
    const { compared } = this.request
    if (compared === undefined) return undefined
    const at = now()
    const isUnchanged = await compared.isUnchanged()
    const until = now()
    this.comparison = { stage: 'compare', at, ms: until - at }
    if (!isUnchanged) return undefined
    const waits = compared.waits
    const depth = await compared.depth()
    if (depth === undefined) return undefined
    const measured: Measured[] = [
      { stage: 'queue', at: this.arrived, ms: at - this.arrived },
      { ...this.comparison, reused: true },
    ]
    if (waits) measured.push({ stage: 'queue', at: until, ms: now() - until })
    return { depth, measured }
  }
}
