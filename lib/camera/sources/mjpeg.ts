import { DepthError } from '../../errors'
import { BodyTooLargeError, chunksOf, discardBody, readBody } from '../../http/body'
import { request } from '../../http/client'
import { proxyFor, proxySettings } from '../../http/proxy'
import type { Incoming } from '../../http/transport'
import { checkUrl } from '../../image/sources/hosts'
import { bodyError, responseError } from '../../image/sources/url-answers'
import { urlError } from '../../image/sources/url-errors'
import { cameraAddress } from '../address'
import { httpLogin } from '../http-login'
import { JpegParts, PartTooLargeError } from '../jpeg-parts'
import type { CameraSource } from '../source'

const maxRedirects = 5

/** As much of a page that came instead of a stream is read, for the error. */
const maxPageBytes = 65_536

/** A stream of JPEG images over HTTP (`multipart/x-mixed-replace`). */
export const mjpegSource: CameraSource = {
  read: async (settings, show, signal) => {
    const { url, shown } = cameraAddress(settings)
    const proxy = proxySettings()
    const check = (target: URL) => checkUrl(target, settings.hosts)
    const login = httpLogin(settings)
    try {
      const wanted = { ...login.request, signal, maxRedirects, check }
      const { response } = await request(url, wanted, { proxy })
      const error = responseError(response, { login: login.kind, shown, isStream: true })
      if (error !== undefined) {
        discardBody(response)
        throw error
      }
      await refuseOther(response, shown, signal)
      const parts = new JpegParts(settings.maxBytes)
      for await (const chunk of chunksOf(response, signal)) parts.push(chunk).forEach(show)
    } catch (thrown) {
      signal.throwIfAborted()
      if (thrown instanceof PartTooLargeError) throw tooLarge(shown, settings.maxBytes)
      throw urlError(thrown, shown, proxyFor(url, proxy) !== undefined)
    }
  },
}

/** Text and single images are something else; streams come under many types. */
async function refuseOther(response: Incoming, shown: string, signal: AbortSignal): Promise<void> {
  const type = response.headers.get('content-type') ?? ''
  if (/^image\//i.test(type)) {
    discardBody(response)
    throw new DepthError(
      'CAMERA_UNSUPPORTED',
      `${shown} is a single image (${type}). Choose "Snapshots over HTTP" in the node.`,
    )
  }
  if (!/^(text\/|application\/json)/i.test(type)) return
  const page = await readBody(response, maxPageBytes, signal).catch((thrown: unknown) => {
    if (thrown instanceof BodyTooLargeError) return undefined
    throw thrown
  })
  const cause = new DepthError('IMAGE_INVALID', `${shown} answered with ${type}. Check its path.`)
  throw bodyError(cause, page, shown)
}

function tooLarge(shown: string, maxBytes: number): DepthError {
  return new DepthError(
    'URL_TOO_LARGE',
    `${shown} sends an image of more than the limit of ${maxBytes} bytes. Raise "Largest file" in the node.`,
  )
}
