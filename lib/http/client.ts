import type { Account } from './account'
import { discardBody } from './body'
import { accountOf, withoutCredentials, type Credentials } from './credentials'
import { loginFor } from './login'
import { proxyFor, type ProxySettings } from './proxy'
import { failureReason } from './redact'
import { untilAborted } from './time-limit'
import { send, type Connections, type Incoming, type Outgoing } from './transport'

export interface HttpClientOptions {
  readonly proxy: ProxySettings
  /** How long a server or proxy may send nothing, header or body, in milliseconds; else for ever. */
  readonly stallMs?: number
  readonly connections?: Connections
  readonly lookup?: Outgoing['lookup']
}

export interface HttpRequest extends Partial<
  Pick<Outgoing, 'headers' | 'body' | 'signal' | 'onSent'>
> {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST'
  /** Sent to their own origin only, after redirects as well. */
  readonly credentials?: Credentials | undefined
  /** For the origin of the first URL, as the server asks for it; one in a URL goes before it. */
  readonly account?: Account | undefined
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

/** Why a redirect could not be followed. */
export const badRedirect = 'it redirects to something that is not a URL'

const redirectStatus: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Sends a request through the proxies of the options and follows redirects. User name and password
 * answer digest or basic authentication, as the server asks, at their own origin only.
 *
 * @returns any response but a redirect to somewhere, whatever its status.
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
  let owner = { origin: start.origin, account: wanted.account }
  check?.(url)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const account = accountOf(url)
    if (account !== undefined) owner = { origin: url.origin, account }
    url = withoutCredentials(url)
    const isTheirs = owner.origin === url.origin
    const response = await loggedIn(url, wanted, isTheirs ? owner.account : undefined, options)
    const location = redirectStatus.has(response.status) && response.headers.get('location')
    if (until?.(response) === true || !location) return { response, url }
    discardBody(response)
    const target = redirectTarget(url, location)
    check?.(target, url)
    url = target
  }
  throw new TooManyRedirectsError()
}

/**
 * The response to a request, sent once more where the server asks for a password: at the first
 * request to it, and when its nonce has become stale.
 */
async function loggedIn(
  url: URL,
  wanted: HttpRequest,
  account: Account | undefined,
  options: HttpClientOptions,
): Promise<Incoming> {
  const login = account && loginFor(url.origin, account)
  const request = { method: wanted.method ?? 'GET', uri: `${url.pathname}${url.search}` }
  const sent = login?.authorization(request)
  const response = await answerOf(url, wanted, sent, options)
  if (login === undefined || !isRefusal(response)) return response
  const isTaken = login.take(response.headers.get('www-authenticate') ?? '')
  const answer = isTaken ? login.authorization(request) : undefined
  if (answer === undefined || answer === sent) {
    login.forget()
    return response
  }
  discardBody(response)
  const second = await answerOf(url, wanted, answer, options)
  if (isRefusal(second)) login.forget()
  return second
}

/** Some devices answer with 403 where they want a password. */
function isRefusal({ status }: Incoming): boolean {
  return status === 401 || status === 403
}

async function answerOf(
  url: URL,
  { method = 'GET', headers, credentials, body, signal, onSent }: HttpRequest,
  login: string | undefined,
  { proxy, stallMs, connections, lookup }: HttpClientOptions,
): Promise<Incoming> {
  const own = credentials?.origin === url.origin ? credentials.authorization : undefined
  const authorization = login ?? own
  const outgoing = {
    method,
    headers: {
      'user-agent': 'node-red-depth-anything',
      'accept-encoding': 'identity',
      ...headers,
      ...(authorization !== undefined && { authorization }),
    },
    body,
    signal,
    onSent,
    connections,
    ...(stallMs !== undefined && { stallMs }),
    ...(lookup !== undefined && { lookup }),
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
  throw new RequestError(from, new Error(badRedirect))
}
