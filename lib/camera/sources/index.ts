import type { CameraKind } from '../kinds'
import type { CameraSource } from '../source'
import { ffmpegSource } from './ffmpeg'
import { fileSource } from './file'
import { mjpegSource } from './mjpeg'
import { rtspSource } from './rtsp'
import { snapshotSource } from './snapshot'
import { usbSource } from './usb'

/** How each kind of camera is read. */
export const cameraSources: Readonly<Record<CameraKind, CameraSource>> = {
  mjpeg: mjpegSource,
  snapshot: snapshotSource,
  rtsp: rtspSource,
  usb: usbSource,
  file: fileSource,
  ffmpeg: ffmpegSource,
}
