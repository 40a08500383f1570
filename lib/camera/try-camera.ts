import type { ImageFrame } from '../frames/image-frame'
import { readCamera } from './connection'
import { endedError } from './ended-error'
import type { CameraSettings } from './settings'
import { cameraSources } from './sources'

/** What a camera shows when it is tried. */
export interface CameraTrial {
  /** Its first frame. */
  readonly frame: ImageFrame
  /** Frames per second after that; 0 where no second one came. */
  readonly fps: number
}

/** So long is the rate measured, and over so many frames at most. */
const rateMs = 3000
const rateFrames = 30

/**
 * Connects to a camera, waits for its first frame and measures the rate of the ones after it.
 *
 * @throws DepthError with the reason why there is none
 */
export async function tryCamera(settings: CameraSettings): Promise<CameraTrial> {
  const enough = new AbortController()
  const frames: ImageFrame[] = []
  let timer: NodeJS.Timeout | undefined
  const onFrame = (frame: ImageFrame) => {
    frames.push(frame)
    timer ??= setTimeout(() => enough.abort(), rateMs)
    if (frames.length > rateFrames) enough.abort()
  }
  const viewer = { live: false, wants: () => true, nextSequence: () => frames.length + 1, onFrame }
  try {
    await readCamera(cameraSources[settings.kind], settings, viewer, enough.signal)
  } catch (thrown) {
    if (frames.length === 0) throw thrown
  } finally {
    clearTimeout(timer)
  }
  const [frame] = frames
  if (frame === undefined) throw endedError(settings)
  return { frame, fps: rateOf(frames) }
}

function rateOf(frames: readonly ImageFrame[]): number {
  const [first, last] = [frames[0]?.captured ?? 0, frames.at(-1)?.captured ?? 0]
  return last > first ? (1000 * (frames.length - 1)) / (last - first) : 0
}
