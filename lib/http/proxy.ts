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

/**
 * The proxy that a URL is requested through; undefined where none is set, or the URL's host is an
 * exception. As in other programs, an exception holds for the names below it too, may have a port,
 * and `*` means every host.
 *
 * @throws DepthError CONFIG_INVALID
 */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const { http, https = http, exceptions } = settings
  const proxy = url.protocol === 'https:' ? https : http
  if (proxy === undefined || exceptions.some((entry) => excepts(entry, url))) return undefined
  return proxyUrl(proxy)
}

function excepts(entry: string, url: URL): boolean {
  if (entry === '*') return true
  const parts = /^(?:\*?\.)?(\[.+\]|[^:]+)(?::(\d+))?$/.exec(entry.toLowerCase())
  // What has more colons is an IPv6 address without brackets.
  const [host, port] = parts === null ? [`[${entry.toLowerCase()}]`] : [parts[1], parts[2]]
  const isHost = url.hostname === host || url.hostname.endsWith(`.${host}`)
  return isHost && (port === undefined || port === portOf(url))
}

const usualPorts: Readonly<Record<string, string>> = {
  'https:': '443',
  'rtsp:': '554',
  'rtsps:': '322',
}

/** The port of a URL, also where it is the usual one of its scheme. */
export function portOf({ port, protocol }: URL): string {
  return port === '' ? (usualPorts[protocol] ?? '80') : port
}

/** The URL of a proxy. One without a scheme is reached over http, as with curl. */
function proxyUrl(proxy: string): URL {
  const text = proxy.includes('://') ? proxy : `http://${proxy}`
  if (/^https?:/i.test(text) && URL.canParse(text)) return new URL(text)
  // Without the value: it may hold a password.
  throw new DepthError(
    'CONFIG_INVALID',
    'The proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is not an http or https URL (SOCKS is not supported). Write it like http://host:port and restart Node-RED, or list the hosts that need no proxy in NO_PROXY.',
  )
}
