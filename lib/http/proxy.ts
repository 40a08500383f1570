import { DepthError } from '../errors'

/** The proxies for https and http URLs, and the hosts that are reached without one. */
export interface ProxySettings {
  readonly https?: string
  readonly http?: string
  readonly exceptions: readonly string[]
}

/**
 * The proxies that the usual environment variables name. The lower-case name wins, as in curl;
 * `ALL_PROXY` stands in for both. They are checked where they are used: what needs no network works
 * without them.
 */
export function proxySettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ProxySettings {
  const read = (name: string) =>
    [environment[name], environment[name.toUpperCase()]]
      .map((value) => value?.trim())
      .find((value) => value !== undefined && value !== '')
  const https = read('https_proxy') ?? read('all_proxy')
  const http = read('http_proxy') ?? read('all_proxy')
  const exceptions = (read('no_proxy') ?? '').split(/[\s,]+/).filter((host) => host !== '')
  return {
    ...(https !== undefined && { https }),
    ...(http !== undefined && { http }),
    exceptions,
  }
}

/** Those that undici speaks. */
const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks:'])

/**
 * The URL of a proxy. One without a scheme is reached over http, as with curl.
 *
 * @throws DepthError CONFIG_INVALID, without the value: it may hold a password
 */
export function proxyUrl(proxy: string): string {
  const text = proxy.includes('://') ? proxy : `http://${proxy}`
  if (URL.canParse(text) && schemes.has(new URL(text).protocol)) return text
  throw new DepthError(
    'CONFIG_INVALID',
    'The proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is not a URL that can be used. Write it like http://host:port or socks5://host:port, and restart Node-RED.',
  )
}
