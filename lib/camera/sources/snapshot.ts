import { now } from '../../clock'
import { carried } from '../../image/sources/carried'
import { fetchImage } from '../../image/sources/url'
import { cameraAddress } from '../address'
import { httpLogin } from '../http-login'
import { pause } from '../pause'
import type { CameraSource } from '../source'

/** Single images over HTTP, asked for again and again, one at a time. */
export const snapshotSource: CameraSource = {
  failsOnBadImage: true,
  read: async (settings, show, signal) => {
    const { url } = cameraAddress(settings)
    const login = httpLogin(settings)
    while (!signal.aborted) {
      // A camera captures between this and the first byte.
      const at = now()
      const rules = { ...settings, signal, login }
      show({ bytes: carried(await fetchImage(url, rules)), at })
      await pause(at + settings.intervalMs - now(), signal)
    }
  },
}
