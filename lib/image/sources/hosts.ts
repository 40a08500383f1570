import { DepthError } from '../../errors'
import { portOf } from '../../http/proxy'

/** What to do about a scheme that is not http or https. */
const schemes: readonly (readonly [RegExp, string])[] = [
  [/^rtsps?:|^rtmps?:|^onvif:/, 'Use a "camera" node for it, or the URL of a snapshot.'],
  [/^[htps]{3,7}:|^hxxps?:/, 'Correct its beginning to http:// or https://.'],
  [/^/, 'Fetch the image with a node for that protocol, and send its Buffer here.'],
]

/**
 * Checks that a URL may be requested: http or https and, where settings.js names hosts, one of
 * them. `cam.local` allows every port, `cam.local:8080` that one, `*.example.org` every name below.
 *
 * @throws DepthError URL_FORBIDDEN
 */
export function checkUrl(url: URL, hosts?: readonly string[]): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const remedy = schemes.find(([pattern]) => pattern.test(url.protocol))?.[1] ?? ''
    throw new DepthError(
      'URL_FORBIDDEN',
      `A URL has to begin with http: or https:, but this one begins with ${url.protocol}. ${remedy}`,
    )
  }
  checkHost(url, hosts)
}

/**
 * Checks the host of a URL of any scheme, as `checkUrl` does.
 *
 * @throws DepthError URL_FORBIDDEN
 */
export function checkHost(url: URL, hosts?: readonly string[]): void {
  if (hosts === undefined || hosts.some((host) => matches(url, host.toLowerCase()))) return
  throw new DepthError(
    'URL_FORBIDDEN',
    `The host ${url.host} is not among depthLoadImageHosts in settings.js. Add it there to allow it.`,
  )
}

/**
 * Why an entry of depthLoadImageHosts can match no URL; undefined where it can. A URL has its host
 * in one form alone: in lower case, an IPv6 address in brackets, other letters as `xn--`.
 */
export function hostProblem(entry: string): string | undefined {
  const name = (entry.startsWith('*.') ? entry.slice(2) : entry).toLowerCase()
  const hosts = ['http', 'https'].map((scheme) =>
    URL.canParse(`${scheme}://${name}`) ? new URL(`${scheme}://${name}`).host : undefined,
  )
  const isBelow = name !== entry.toLowerCase()
  const isHost = hosts.includes(name) && !name.includes('*')
  if (isHost && !(isBelow && /:\d+$/.test(name))) return undefined
  return 'can match no URL: write a host as cam.local, 192.168.1.20:8080, [::1] or *.example.org, without scheme, path and spaces'
}

function matches(url: URL, allowed: string): boolean {
  // Schemes that are not of the web leave it as it is.
  const name = url.hostname.toLowerCase()
  if (allowed.startsWith('*.')) return name.endsWith(allowed.slice(1))
  return allowed === name || allowed === `${name}:${portOf(url)}`
}
