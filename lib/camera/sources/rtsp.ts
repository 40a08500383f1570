import { DepthError } from '../../errors'
import { cameraAddress, checkLine, urlWithAccount } from '../address'
import { runFfmpeg } from '../ffmpeg/run'
import { checkRtsp } from '../rtsp-check'
import type { CameraSource } from '../source'

/** RTP over TCP, since most wireless networks lose UDP; users can choose otherwise. */
const transport = 'tcp'

/** The protocols of a stream. */
const protocols = { 'rtsp:': 'rtsp,rtp,udp,tcp', 'rtsps:': 'rtsp,rtsps,rtp,udp,tcp,tls' } as const

/** An RTSP stream, decoded by ffmpeg. */
export const rtspSource: CameraSource = {
  read: async (settings, show, signal) => {
    const address = cameraAddress(settings)
    const { shown, url } = address
    if (url.protocol !== 'rtsp:' && url.protocol !== 'rtsps:') {
      throw new DepthError(
        'CONFIG_INVALID',
        `${shown} is not an RTSP address. Begin it with rtsp://, or choose another kind of camera.`,
      )
    }
    await checkRtsp(address, settings.timeoutMs, signal)
    const input = {
      options: [],
      hiddenAddress: checkLine('Address', urlWithAccount(address)),
      hiddenOptions: {
        rtsp_transport: transport,
        // Microseconds.
        timeout: String(Math.round(1000 * settings.timeoutMs)),
      },
      protocols: protocols[url.protocol],
      formats: 'rtsp',
    }
    await runFfmpeg(settings, input, shown, show, signal)
  },
}
