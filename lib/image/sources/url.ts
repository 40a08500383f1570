import { DepthError, messageOf } from '../../errors'
import { readEncoded } from '../encoded'
import { checkAddress } from './hosts'
import { textSource } from './text-source'

export const urlSource = textSource({
  name: 'a URL',
  matches: (text) => /^[a-z][a-z\d+.-]*:\/\//i.test(text),
  open: (text, _label, rules) => {
    const url = parseUrl(text)
    checkAddress(url, rules.hosts)
    return readEncoded(() => fetchImage(url, rules), shownUrl(url), rules.maxPixels)
  },
})

export interface UrlRules {
  /** Hosts that may be asked, redirects included; every host unless given. See `checkAddress`. */
  readonly hosts?: readonly string[] | undefined
  /** For the whole fetch, redirects and body included. */
  readonly timeoutMs: number
  /** Longer answers are refused, in bytes after decompression. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

const maxRedirects = 5

/** An address as messages and logs may show it: without password and query. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/** Reads the text of an address; throws URL_FAILED where it is none. */
export function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw new DepthError('URL_FAILED', 'The address of the image is no valid URL.')
}

/**
 * Fetches an image. User name and password in the address are sent as Basic authentication, and
 * not handed on to where a redirect leads.
 *
 * @throws DepthError URL_FORBIDDEN, URL_FAILED, URL_TIMEOUT, URL_TOO_LARGE, CLOSED
 */
export async function fetchImage(url: URL, rules: UrlRules): Promise<Buffer> {
  const shown = shownUrl(url)
  const { timeoutMs, signal } = rules
  // One controller per fetch: a signal derived from the node's would be kept as long as the node.
  const ended = new AbortController()
  const close = () =>
    ended.abort(new DepthError('CLOSED', `The node was closed while ${shown} was fetched.`))
  const late = () =>
    ended.abort(
      new DepthError(
        'URL_TIMEOUT',
        `${shown} did not deliver its image within ${timeoutMs} ms. Check the address, or raise ` +
          'the limit in the node.',
      ),
    )
  const timer = setTimeout(late, timeoutMs)
  signal?.addEventListener('abort', close, { once: true })
  try {
    if (signal?.aborted === true) close()
    return await readBody(await follow(url, rules, ended.signal), rules, shown)
  } catch (thrown) {
    throw asUrlError(ended.signal.aborted ? ended.signal.reason : thrown, shown)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', close)
    // Ends what a refused answer still sends.
    ended.abort()
  }
}

/** Asks, and goes where redirects lead; every address on the way is checked. */
async function follow(start: URL, rules: UrlRules, signal: AbortSignal): Promise<Response> {
  let url = start
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    checkAddress(url, rules.hosts)
    const response = await ask(url, signal)
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return response
    await response.body?.cancel()
    url = new URL(location, url)
  }
  throw new DepthError(
    'URL_FAILED',
    `${shownUrl(start)} redirects more than ${maxRedirects} times. Use the address of the image itself.`,
  )
}

function ask(url: URL, signal: AbortSignal): Promise<Response> {
  const { username, password } = url
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  const account = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers: Record<string, string> =
    account === ':' ? {} : { authorization: `Basic ${Buffer.from(account).toString('base64')}` }
  return fetch(bare, { redirect: 'manual', signal, headers })
}

async function readBody(response: Response, rules: UrlRules, shown: string): Promise<Buffer> {
  checkResponse(response, shown)
  const tooLarge = () =>
    new DepthError(
      'URL_TOO_LARGE',
      `${shown} sends more than the limit of ${rules.maxBytes} bytes. Raise the limit in the node.`,
    )
  if (Number(response.headers.get('content-length')) > rules.maxBytes) throw tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  // The types of lib.dom know no async iteration of a body, which node has.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > rules.maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function checkResponse(response: Response, shown: string): void {
  const failed = (why: string) => new DepthError('URL_FAILED', `${shown} ${why}`)
  if (response.status === 401) {
    throw failed(
      'asks for a password (401). Write it into the address: http://user:password@host/.',
    )
  }
  if (!response.ok) throw failed(`answers with status ${response.status}. Check the address.`)
  if (response.headers.get('content-type')?.startsWith('multipart/') === true) {
    throw failed('is a stream of images. Use the address of a single one (a snapshot).')
  }
}

function asUrlError(thrown: unknown, shown: string): DepthError {
  if (thrown instanceof DepthError) return thrown
  // fetch says "fetch failed", and why only in its cause.
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown
  return new DepthError('URL_FAILED', `${shown} could not be fetched: ${messageOf(cause)}.`, {
    cause: thrown,
  })
}
