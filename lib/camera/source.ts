import type { CameraSettings } from './settings'

/** One image as a camera sent it. */
export interface Shot {
  readonly bytes: Buffer
  /** When it was captured, as far as that is known: when its first byte came. Epoch milliseconds. */
  readonly at: number
}

/** How one kind of camera is read. */
export interface CameraSource {
  /** Whether its end is the end, as that of a file, and not a connection that broke. */
  readonly isFinite?: boolean
  /** Whether an image that is none ends it, and is not a slip among many. */
  readonly failsOnBadImage?: boolean
  /**
   * Reads the camera until it ends or the signal is aborted; then it has let go of the camera.
   *
   * @throws DepthError with the reason why it cannot be read
   */
  readonly read: (
    settings: CameraSettings,
    show: (shot: Shot) => void,
    signal: AbortSignal,
  ) => Promise<void>
}
