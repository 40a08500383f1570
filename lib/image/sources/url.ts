import { DepthError } from '../../errors'
import { BodyTooLargeError, readBody } from '../../http/body'
import { sharedClient, TooManyRedirectsError } from '../../http/client'
import { proxySettings, type ProxySettings } from '../../http/proxy'
import { failureReason, shownUrl } from '../../http/redact'
import { withTimeLimit } from '../../http/time-limit'
import { readEncoded } from '../encoded'
import { checkUrl } from './hosts'
import { textSource } from './text-source'

export const urlSource = textSource({
  name: 'a URL',
  matches: (text) => /^[a-z][a-z\d+.-]*:\/\//i.test(text),
  open: (text, _label, rules) => {
    const url = parseUrl(text)
    checkUrl(url, rules.hosts)
    return readEncoded(() => fetchImage(url, rules), shownUrl(url), rules.maxPixels)
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
  readonly signal?: AbortSignal | undefined
}

const maxRedirects = 5

/** Parses a URL; throws URL_FAILED where it is not valid. */
function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new DepthError('URL_FAILED', 'The URL of the image is not valid.')
}

/**
 * Fetches an image, through the proxy that the environment names. User name and password in the URL
 * are sent as Basic authentication, to its own origin only.
 *
 * @throws DepthError URL_FORBIDDEN, URL_FAILED, URL_TIMEOUT, URL_TOO_LARGE, CLOSED
 */
async function fetchImage(url: URL, rules: UrlRules): Promise<Buffer> {
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
    throw urlError(thrown, shown, rules)
  }
}

async function download(url: URL, rules: UrlRules, signal: AbortSignal): Promise<Buffer> {
  const client = await sharedClient(rules.proxy ?? proxySettings())
  const { response } = await client.request(url, {
    signal,
    maxRedirects,
    check: (target) => checkUrl(target, rules.hosts),
  })
  checkResponse(response, shownUrl(url))
  return readBody(response, rules.maxBytes)
}

function checkResponse(response: Response, shown: string): void {
  const failed = (why: string) => new DepthError('URL_FAILED', `${shown} ${why}`)
  if (response.status === 401) {
    throw failed('needs a password (401). Write it into the URL: http://user:password@host/.')
  }
  if (!response.ok) throw failed(`answered with status ${response.status}. Check the URL.`)
  if (response.headers.get('content-type')?.startsWith('multipart/') === true) {
    throw failed('is a stream of images. Use the URL of a single one (a snapshot).')
  }
}

function urlError(thrown: unknown, shown: string, { maxBytes }: UrlRules): DepthError {
  if (thrown instanceof DepthError) return thrown
  if (thrown instanceof BodyTooLargeError) {
    return new DepthError(
      'URL_TOO_LARGE',
      `${shown} sends more than the limit of ${maxBytes} bytes. Raise the limit in the node.`,
    )
  }
  const reason =
    thrown instanceof TooManyRedirectsError
      ? `redirects more than ${maxRedirects} times. Use the URL of the image itself.`
      : `could not be fetched: ${failureReason(thrown)}.`
  return new DepthError('URL_FAILED', `${shown} ${reason}`, { cause: thrown })
}
