import { basicCredentials, withoutCredentials, type Credentials } from './credentials'
import { discardBody } from './body'
import { proxyFor, type ProxySettings } from './proxy'
import { failureReason } from './redact'
import { untilAborted } from './time-limit'
import { send, type Incoming, type Outgoing } from './transport'

export interface HttpClientOptions {
  readonly proxy: ProxySettings
  /** How long a server or proxy may send nothing, header or body, in milliseconds; else for ever. */
  readonly stallMs?: number
}

export interface HttpRequest extends Partial<Pick<Outgoing, 'headers' | 'body' | 'signal'>> {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST'
  /** Sent to their own origin only, after redirects as well. */
  readonly credentials?: Credentials | undefined
  readonly maxRedirects: number
  /** Throws where a URL must not be requested; called with the first one and each redirect's. */
  readonly check?: (url: URL, from?: URL) => void
  /** Ends the request at the first response for which this holds, even if it is a redirect. */
  readonly until?: ((response: Incoming) => boolean) | undefined
}

/** A response, and the URL that it came from. */
export interface HttpResponse {
  readonly response: Incoming
  readonly url: URL
}

/** A request to `url` that got no response; its cause says why. */
export class RequestError extends Error {
  constructor(
    readonly url: URL,
    cause: unknown,
  ) {
    super(failureReason(cause), { cause })
  }
}

/** A request that was redirected more often than it allows. */
export class TooManyRedirectsError extends Error {}

const redirectStatus: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Sends a request through the proxies of the options and follows redirects. User name and password
 * in a URL become Basic authentication.
 *
 * @returns any response but a redirect, whatever its status.
 * @throws RequestError, TooManyRedirectsError, what `check` throws, the reason of `signal`, and
 *   DepthError CONFIG_INVALID for a proxy that cannot be used
 */
export async function request(
  start: URL,
  wanted: HttpRequest,
  options: HttpClientOptions,
): Promise<HttpResponse> {
  const { maxRedirects, check, until } = wanted
  let url = start
  let credentials = wanted.credentials
  check?.(url)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    credentials = basicCredentials(url) ?? credentials
    url = withoutCredentials(url)
    const response = await answerOf(url, wanted, credentials, options)
    const location = redirectStatus.has(response.status) ? response.headers.get('location') : null
    if (until?.(response) === true || location === null) return { response, url }
    discardBody(response)
    const target = redirectTarget(url, location)
    check?.(target, url)
    url = target
  }
  throw new TooManyRedirectsError()
}

async function answerOf(
  url: URL,
  { method = 'GET', headers, body, signal }: HttpRequest,
  credentials: Credentials | undefined,
  { proxy, stallMs }: HttpClientOptions,
): Promise<Incoming> {
  const isTheirs = credentials?.origin === url.origin
  const outgoing = {
    method,
    headers: {
      'user-agent': 'node-red-depth-anything',
      'accept-encoding': 'identity',
      ...headers,
      ...(isTheirs && { authorization: credentials.authorization }),
    },
    body,
    signal,
    ...(stallMs !== undefined && { stallMs }),
  }
  const through = proxyFor(url, proxy)
  try {
    const sent = send(url, outgoing, through)
    return await (signal === undefined ? sent : untilAborted(sent, signal))
  } catch (thrown) {
    signal?.throwIfAborted()
    throw new RequestError(url, thrown)
  }
}

function redirectTarget(from: URL, location: string): URL {
  if (URL.canParse(location, from.href)) return new URL(location, from)
  throw new RequestError(from, new Error('it redirects to something that is not a URL'))
}
