import { DepthError } from '../../errors'
import { BodyTooLargeError, discardBody, readBody } from '../../http/body'
import { request, type HttpRequest } from '../../http/client'
import { accountOf } from '../../http/credentials'
import { proxyFor, proxySettings, type ProxySettings } from '../../http/proxy'
import { shownUrl } from '../../http/redact'
import { withTimeLimit } from '../../http/time-limit'
import { readEncoded } from '../encoded'
import { carried } from './carried'
import { checkUrl } from './hosts'
import { textSource } from './text-source'
import { bodyError, responseError, type LoginKind } from './url-answers'
import { urlError } from './url-errors'

export const urlSource = textSource({
  name: 'a URL',
  isReference: true,
  // A URL parser leaves line breaks out, and would join two lines.
  matches: (text) => /^[a-z][a-z\d+.-]*:\/\//i.test(text) && !/[\r\n]/.test(text),
  open: async (text, _label, rules) => {
    const url = parseUrl(text)
    checkUrl(url, rules.hosts)
    const shown = shownUrl(url)
    let body: Buffer | undefined
    const read = async () => carried((body = await fetchImage(url, rules)))
    try {
      return await readEncoded(read, shown, rules.maxPixels)
    } catch (thrown) {
      throw bodyError(thrown, body, shown)
    }
  },
})

export interface UrlRules {
  /** Hosts that may be asked, redirects included; every host by default. See `checkUrl`. */
  readonly hosts?: readonly string[] | undefined
  /** For the whole fetch, redirects and body included. */
  readonly timeoutMs: number
  /** Longer responses are refused, in bytes after decompression. */
  readonly maxBytes: number
  /** Those of the environment by default. */
  readonly proxy?: ProxySettings | undefined
  /** How to log in; by default with the user name and password of the URL. */
  readonly login?: UrlLogin | undefined
  readonly signal?: AbortSignal | undefined
}

/** How a request logs in, and where errors say that it can be changed. */
interface UrlLogin {
  readonly request: Pick<HttpRequest, 'account' | 'credentials'>
  readonly kind: LoginKind
}

const maxRedirects = 5

/** Parses a URL; throws URL_FAILED where it is not valid. */
export function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  // What holds an @ may hold a password.
  const shown = text.includes('@') ? '' : ` (${text.slice(0, shownCharacters)})`
  throw new DepthError(
    'URL_FAILED',
    `The URL of the image is not valid${shown}. Write it like http://user:password@192.168.1.20:8080/path, an IPv6 address in brackets, and / # ? in a password as %2F %23 %3F.`,
  )
}

const shownCharacters = 80

/**
 * Fetches an image, through the proxy that the environment names. User name and password are given
 * to the URL's own origin only.
 *
 * @throws DepthError URL_FORBIDDEN, URL_FAILED, URL_TIMEOUT, URL_TOO_LARGE, CLOSED
 */
export async function fetchImage(url: URL, rules: UrlRules): Promise<Buffer> {
  const shown = shownUrl(url)
  const { timeoutMs, signal } = rules
  const timeoutError = () =>
    new DepthError(
      'URL_TIMEOUT',
      `${shown} did not deliver its image within ${timeoutMs} ms. Check the URL, or raise the time limit in the node.`,
    )
  try {
    return await withTimeLimit((over) => download(url, rules, over), {
      timeoutMs,
      timeoutError,
      signal,
    })
  } catch (thrown) {
    if (signal?.aborted === true) {
      throw new DepthError('CLOSED', `The node was closed while ${shown} was being fetched.`)
    }
    if (thrown instanceof BodyTooLargeError) throw tooLarge(shown, rules)
    const isProxied = proxyFor(url, rules.proxy ?? proxySettings()) !== undefined
    throw urlError(thrown, shown, isProxied)
  }
}

async function download(url: URL, rules: UrlRules, signal: AbortSignal): Promise<Buffer> {
  const check = (target: URL) => checkUrl(target, rules.hosts)
  const { proxy = proxySettings() } = rules
  const { login = urlLogin(url) } = rules
  const { response } = await request(
    url,
    { ...login.request, signal, maxRedirects, check },
    { proxy },
  )
  const error = responseError(response, { login: login.kind, shown: shownUrl(url) })
  if (error !== undefined) {
    discardBody(response)
    throw error
  }
  return readBody(response, rules.maxBytes, signal)
}

function urlLogin(url: URL): UrlLogin {
  return { request: {}, kind: accountOf(url) === undefined ? 'url-none' : 'url' }
}

function tooLarge(shown: string, { maxBytes }: UrlRules): DepthError {
  return new DepthError(
    'URL_TOO_LARGE',
    `${shown} sends more than the limit of ${maxBytes} bytes. Raise the limit in the node.`,
  )
}
