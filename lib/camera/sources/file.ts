import { resolve } from 'node:path'
import { checkLine } from '../address'
import { runFfmpeg } from '../ffmpeg/run'
import { allowedFile } from '../../image/sources/file'
import type { CameraSource } from '../source'

/** Containers and streams of video; no playlists, which lead to other files. */
const formats = [
  ...['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'flv', 'ogg', 'asf'],
  ...['mpegts', 'mpeg', 'mpegvideo', 'm4v', 'mxf', 'nut', 'h264', 'hevc', 'ivf', 'mjpeg', 'mpjpeg'],
]

/** A video file, at its own speed, once. */
export const fileSource: CameraSource = {
  isFinite: true,
  read: async (settings, show, signal) => {
    const path = checkLine('Address', settings.address.trim())
    const file = await allowedFile(path, settings)
    const input = {
      options: ['-re'],
      // With the protocol: a name with a colon would be one otherwise.
      address: `file:${resolve(file)}`,
      protocols: 'file',
      formats: formats.join(','),
    }
    await runFfmpeg(settings, input, `file ${path}`, show, signal)
  },
}
