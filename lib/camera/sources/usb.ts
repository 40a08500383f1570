import { checkLine } from '../address'
import { runFfmpeg } from '../ffmpeg/run'
import { DepthError } from '../../errors'
import type { CameraSource } from '../source'

/** How the system's cameras are reached: ffmpeg's format, and what stands before the name. */
const systems: Readonly<Partial<Record<NodeJS.Platform, { format: string; prefix: string }>>> = {
  linux: { format: 'v4l2', prefix: '' },
  darwin: { format: 'avfoundation', prefix: '' },
  win32: { format: 'dshow', prefix: 'video=' },
}

/** A camera of this machine: `/dev/video0`, a number (macOS), a name (Windows). */
export const usbSource: CameraSource = {
  read: async (settings, show, signal) => {
    const system = systems[process.platform]
    if (system === undefined) {
      throw new DepthError(
        'CAMERA_UNSUPPORTED',
        `USB cameras of ${process.platform} are not known here. Choose "Other input of ffmpeg".`,
      )
    }
    const { format, prefix } = system
    const device = checkLine('Address', settings.address.trim())
    const address = device.startsWith(prefix) ? device : `${prefix}${device}`
    const input = { options: ['-f', format], address }
    await runFfmpeg(settings, input, device, show, signal)
  },
}
