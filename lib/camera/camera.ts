import { now } from '../clock'
import { DepthError, toDepthError } from '../errors'
import type { ImageFrame } from '../frames/image-frame'
import { withTimeLimit } from '../http/time-limit'
import { ImageWatch } from '../image/unusable/image-watch'
import { observe } from '../image/unusable/observe'
import { FrameRate } from '../timing/frame-rate'
import { shownAddress } from './address'
import { readCamera } from './connection'
import { endedError } from './ended-error'
import { pause } from './pause'
import { RateLimit } from './rate-limit'
import type { CameraReport, CameraState } from './report'
import type { CameraSettings } from './settings'
import { cameraSources } from './sources'

/** How long to wait before the next attempt: 1 s after the first failure, up to a minute. */
function retryPauseMs(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000)
}

interface CameraOptions {
  /** A frame of the stream, while `captureNext` waits for none. */
  readonly onFrame: (frame: ImageFrame) => void
  /** The state has changed, or the reason for it. */
  readonly onReport: (report: CameraReport) => void
  /** @default retryPauseMs */
  readonly pauseMs?: (failures: number) => number
}

/** Somebody who waits for a frame that is captured from now on. */
interface Waiting {
  readonly since: number
  readonly take: (frame: ImageFrame) => void
}

/**
 * One camera: its stream, which is taken up again whenever it ends, and single frames. Of the frames
 * that come faster than they are taken, the newest is kept.
 */
export class Camera {
  readonly #settings: CameraSettings
  readonly #options: CameraOptions
  readonly #rate = new FrameRate()
  /** Undefined where images are not judged. */
  readonly #watch: ImageWatch | undefined
  #sequence = 0
  #waiting: Waiting | undefined
  #report: CameraReport | undefined
  #stopping: AbortController | undefined
  #stream: Promise<void> = Promise.resolve()

  constructor(settings: CameraSettings, options: CameraOptions) {
    this.#settings = settings
    this.#options = options
    const { frozenMs } = settings
    this.#watch = frozenMs === undefined ? undefined : new ImageWatch(frozenMs)
  }

  /** Frames per second now. */
  get fps(): number {
    return this.#rate.perSecond(now())
  }

  get isRunning(): boolean {
    return this.#stopping !== undefined
  }

  /**
   * Starts the stream.
   *
   * @param takesAll whether every frame is handed out, and not only those that `captureNext` waits for
   */
  start(takesAll: boolean): void {
    if (this.#stopping !== undefined) return
    const stopping = new AbortController()
    this.#stopping = stopping
    const before = this.#stream
    this.#stream = before.then(() => this.#keepReading(takesAll, stopping.signal))
  }

  /** Resolves when the camera is let go of. */
  async stop(): Promise<void> {
    const stopping = this.#stopping
    this.#stopping = undefined
    stopping?.abort()
    await this.#stream
  }

  /**
   * A frame that is captured after this call: the stream's next one where it runs, else that of a
   * connection of its own. One call at a time.
   *
   * @throws DepthError CAMERA_TIMEOUT, and what the camera fails with; the reason of the signal
   */
  async captureNext(signal: AbortSignal): Promise<ImageFrame> {
    const { timeoutMs } = this.#settings
    const timeoutError = () => this.#tooLate()
    const limits = { timeoutMs, timeoutError, signal }
    try {
      return await withTimeLimit((over) => this.#next(over), limits)
    } finally {
      this.#waiting = undefined
    }
  }

  #next(signal: AbortSignal): Promise<ImageFrame> {
    if (this.isRunning) {
      return new Promise((take) => (this.#waiting = { since: now(), take }))
    }
    return this.#captureAlone(signal)
  }

  async #captureAlone(signal: AbortSignal): Promise<ImageFrame> {
    await this.#stream
    const since = now()
    const enough = new AbortController()
    const abort = () => enough.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    let found: ImageFrame | undefined
    try {
      const reading = this.#read(
        {
          wants: ({ at }) => found === undefined && at >= since,
          onFrame: (frame) => {
            found = frame
            enough.abort()
          },
          live: false,
        },
        enough.signal,
      )
      this.#stream = reading.catch(() => undefined)
      await reading
    } catch (thrown) {
      // Once there is a frame, nothing else matters.
      if (found === undefined) throw this.#failed(thrown, signal)
    } finally {
      signal.removeEventListener('abort', abort)
    }
    if (found === undefined) throw this.#failed(endedError(this.#settings), signal)
    this.#running()
    return found
  }

  #failed(thrown: unknown, signal: AbortSignal): unknown {
    if (!signal.aborted) this.#change('failed', toDepthError(thrown, 'CAMERA_FAILED'))
    return thrown
  }

  async #keepReading(takesAll: boolean, signal: AbortSignal): Promise<void> {
    const { pauseMs = retryPauseMs } = this.#options
    const isFinite = cameraSources[this.#settings.kind].isFinite === true
    let failures = 0
    this.#change('connecting')
    for (;;) {
      const started = now()
      const error = await this.#readOnce(takesAll, signal)
      if (signal.aborted || (error === undefined && isFinite)) break
      failures = now() - started > pauseMs(failures + 1) ? 1 : failures + 1
      this.#change('retrying', error ?? endedError(this.#settings))
      await pause(pauseMs(failures), signal)
    }
    this.#stopping = signal.aborted ? this.#stopping : undefined
    this.#change('stopped')
  }

  async #readOnce(takesAll: boolean, signal: AbortSignal): Promise<DepthError | undefined> {
    const limit = new RateLimit(this.#settings.intervalMs)
    try {
      await this.#read(
        {
          wants: ({ at }) => (takesAll ? limit.passes(at) : this.#isAwaited(at)),
          onFrame: (frame) => this.#take(frame, takesAll),
          live: takesAll,
        },
        signal,
      )
      return undefined
    } catch (thrown) {
      return toDepthError(thrown, 'CAMERA_FAILED')
    }
  }

  #read(
    viewer: Pick<Parameters<typeof readCamera>[2], 'wants' | 'onFrame' | 'live'>,
    signal: AbortSignal,
  ): Promise<void> {
    const source = cameraSources[this.#settings.kind]
    const nextSequence = () => ++this.#sequence
    const watch = this.#watch
    const judge = watch && (async (frame: ImageFrame) => watch.judge(frame, await observe(frame)))
    const all = { ...viewer, nextSequence, ...(judge && { judge }) }
    return readCamera(source, this.#settings, all, signal)
  }

  #isAwaited(at: number): boolean {
    this.#running()
    return this.#waiting !== undefined && at >= this.#waiting.since
  }

  #take(frame: ImageFrame, takesAll: boolean): void {
    this.#rate.count(now())
    this.#running()
    if (takesAll) this.#options.onFrame(frame)
    else this.#waiting?.take(frame)
  }

  /** Images come; whether they can be trusted is another question. */
  #running(): void {
    const problem = this.#watch?.problem
    this.#change(problem === undefined ? 'running' : 'unusable', problem)
  }

  #change(state: CameraState, error?: DepthError): void {
    const { code, message: reason } = error ?? {}
    if (this.#report?.state === state && this.#report.code === code) {
      if (state !== 'unusable' || this.#report.reason === reason) return
    }
    this.#report = {
      state,
      ...(code !== undefined && { code }),
      ...(reason !== undefined && { reason }),
      since: Math.round(now()),
      fps: Math.round(10 * this.fps) / 10,
    }
    this.#options.onReport(this.#report)
  }

  /** With the reason where the camera has one. */
  #tooLate(): DepthError {
    const { timeoutMs, address } = this.#settings
    const reason = this.#report?.state === 'unusable' ? undefined : this.#report?.reason
    const error = new DepthError(
      'CAMERA_TIMEOUT',
      `${shownAddress(address)} sent no image within ${timeoutMs / 1000} s${reason === undefined ? '' : `: ${reason}`}. Check the camera, or raise the time limit.`,
    )
    if (!this.isRunning) this.#change('failed', error)
    return error
  }
}
