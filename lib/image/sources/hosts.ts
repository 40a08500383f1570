import { DepthError } from '../../errors'
import { portOf } from '../../http/proxy'

/**
 * Checks that a URL may be requested: http or https and, where settings.js names hosts, one of
 * them. `cam.local` allows every port, `cam.local:8080` that one, `*.example.org` every name below.
 *
 * @throws DepthError URL_FORBIDDEN
 */
export function checkUrl(url: URL, hosts?: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new DepthError(
      'URL_FORBIDDEN',
      `A URL has to begin with http: or https:, but this one begins with ${url.protocol}. Fetch the image with a node for that protocol, and send its Buffer here.`,
    )
  }
  if (hosts === undefined || hosts.some((host) => matches(url, host.toLowerCase()))) return
  throw new DepthError(
    'URL_FORBIDDEN',
    `The host ${url.host} is not among depthLoadImageHosts in settings.js. Add it there to allow it.`,
  )
}

function matches(url: URL, allowed: string): boolean {
  if (allowed.startsWith('*.')) return url.hostname.endsWith(allowed.slice(1))
  return allowed === url.hostname || allowed === `${url.hostname}:${portOf(url)}`
}
