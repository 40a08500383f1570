import type { NodeAPI } from 'node-red'
import type { CameraSettings } from '../../lib/camera/settings'
import { confinement } from '../../lib/node-red/confinement'
import { tuningSetting, type SettingCheck } from '../../lib/node-red/runtime-settings'

const program: SettingCheck<string> = {
  expected: 'the name or path of a program',
  accepts: (value): value is string => typeof value === 'string' && value !== '',
}

/**
 * What settings.js says about cameras: the program ffmpeg, and what may be read, as for load image.
 *
 * @throws DepthError CONFIG_INVALID, naming the setting
 */
export function cameraEnvironment(
  RED: NodeAPI,
): Pick<CameraSettings, 'ffmpeg' | 'workingDirectory' | 'roots' | 'hosts'> {
  return { ...confinement(RED), ffmpeg: tuningSetting(RED, 'depthCameraFfmpeg', program, 'ffmpeg') }
}
