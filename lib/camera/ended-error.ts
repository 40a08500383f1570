import { DepthError } from '../errors'
import { shownAddress } from './address'
import type { CameraSettings } from './settings'

/** The error for a stream that ended by itself. */
export function endedError({ address }: CameraSettings): DepthError {
  return new DepthError(
    'CAMERA_FAILED',
    `${shownAddress(address)} ended its stream. Check whether it restarts, or allows one viewer only.`,
  )
}
