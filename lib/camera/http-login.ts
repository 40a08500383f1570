import type { HttpRequest } from '../http/client'
import type { LoginKind } from '../image/sources/url-answers'
import { cameraAddress } from './address'
import type { CameraSettings } from './settings'

/** How a camera is asked over HTTP: with a token, or with user name and password. */
export function httpLogin(settings: CameraSettings): {
  readonly request: Pick<HttpRequest, 'account' | 'credentials'>
  readonly kind: LoginKind
} {
  const { url, account } = cameraAddress(settings)
  const { token } = settings
  const kind = account === undefined && token === undefined ? 'node-none' : 'node'
  if (token === undefined) return { request: { account }, kind }
  return {
    request: { credentials: { origin: url.origin, authorization: `Bearer ${token}` } },
    kind,
  }
}
