import { DepthError } from '../../errors'
import { cameraAddress, checkLine, isUrlLike, urlWithAccount } from '../address'
import { runFfmpeg } from '../ffmpeg/run'
import type { CameraSource } from '../source'

/** What else a protocol needs; any other one needs itself alone. */
const protocols: Readonly<Record<string, string>> = {
  http: 'http,tcp,crypto',
  https: 'https,http,tls,tcp,crypto',
  rtmp: 'rtmp,tcp',
  rtmps: 'rtmps,tls,tcp',
  rtp: 'rtp,udp',
  srt: 'srt,udp',
}

/** Protocols that open files, which the kind "video file" does within the folders of settings.js. */
const opensFiles = /^(file|pipe|fd|concat|concatf|subfile|cache|crypto|async|data|tee)$/

/** Whatever else ffmpeg reads: SRT, RTMP, UDP, a test source. */
export const ffmpegSource: CameraSource = {
  read: async (settings, show, signal) => {
    const text = checkLine('Address', settings.address.trim())
    if (!isUrlLike(text)) {
      const input = { options: [], address: text, protocols: 'pipe' }
      return runFfmpeg(settings, input, text, show, signal)
    }
    const address = cameraAddress(settings)
    const scheme = address.url.protocol.slice(0, -1)
    if (opensFiles.test(scheme)) {
      throw new DepthError(
        'URL_FORBIDDEN',
        `${address.shown} is a file. Choose "Video file" as the kind of camera.`,
      )
    }
    const input = {
      options: [],
      hiddenAddress: urlWithAccount(address),
      protocols: protocols[scheme] ?? scheme,
    }
    return runFfmpeg(settings, input, address.shown, show, signal)
  },
}
