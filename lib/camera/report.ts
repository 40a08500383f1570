import type { ErrorCode } from '../errors'

/** What a camera is doing: `unusable`, `retrying` and `failed` have a reason. */
export type CameraState = 'connecting' | 'running' | 'unusable' | 'retrying' | 'failed' | 'stopped'

/** What a camera is doing, and since when. */
export interface CameraReport {
  readonly state: CameraState
  readonly code?: ErrorCode
  readonly reason?: string
  /** Epoch milliseconds. */
  readonly since: number
  /** Frames per second up to now. */
  readonly fps: number
}
