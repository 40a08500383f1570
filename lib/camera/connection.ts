import { DepthError } from '../errors'
import type { ImageFrame } from '../frames/image-frame'
import { shownAddress } from './address'
import { frameOf } from './frame'
import { NewestOnly } from './newest-only'
import type { CameraSettings } from './settings'
import type { CameraSource, Shot } from './source'

/** What is done with the images of a connection. */
export interface Viewer {
  readonly live: boolean
  /** Whether a shot is wanted; the others are not even looked at. */
  readonly wants: (shot: Shot) => boolean
  readonly nextSequence: () => number
  /** Takes a closer look at a frame; rejects where it is damaged. */
  readonly judge?: (frame: ImageFrame) => Promise<ImageFrame>
  readonly onFrame: (frame: ImageFrame) => void
}

/**
 * Reads a camera once: until it ends, fails, sends nothing for too long, or the signal is aborted.
 * Then it has let go of the camera. Images that are damaged are skipped; where no good one comes
 * instead, their error is what the connection fails with.
 *
 * @throws DepthError with the reason, or the reason of the signal
 */
export async function readCamera(
  source: CameraSource,
  settings: CameraSettings,
  { live, wants, nextSequence, judge, onFrame }: Viewer,
  signal: AbortSignal,
): Promise<void> {
  const shown = shownAddress(settings.address)
  const over = new AbortController()
  const abort = () => over.abort(signal.reason)
  let lastError: unknown
  const stalled = () => over.abort(lastError ?? silence(shown, settings))
  const timer = setTimeout(stalled, settings.timeoutMs + settings.intervalMs)
  const frames = new NewestOnly<Shot>(async (shot) => {
    try {
      const made = await frameOf(shot, settings, { shown, live, sequence: nextSequence() })
      const frame = judge === undefined ? made : await judge(made)
      if (over.signal.aborted) return
      lastError = undefined
      timer.refresh()
      onFrame(frame)
    } catch (thrown) {
      lastError = thrown
      if (source.failsOnBadImage === true) over.abort(thrown)
    }
  })
  const show = (shot: Shot) => {
    // A good image counts as it comes: its check may have to wait for other work.
    if (lastError === undefined) timer.refresh()
    if (wants(shot)) frames.push(shot)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    if (signal.aborted) abort()
    over.signal.throwIfAborted()
    await source.read(settings, show, over.signal)
    await frames.idle()
    over.signal.throwIfAborted()
  } catch (thrown) {
    over.signal.throwIfAborted()
    throw thrown
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    over.abort()
  }
}

function silence(shown: string, { timeoutMs, intervalMs }: CameraSettings): DepthError {
  const seconds = (timeoutMs + intervalMs) / 1000
  return new DepthError(
    'CAMERA_TIMEOUT',
    `${shown} sent no image for ${seconds} s. Check whether the camera is on and whether another program keeps it busy, or raise the time limit.`,
  )
}
