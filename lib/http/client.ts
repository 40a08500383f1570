import type { Dispatcher } from 'undici'
import { discardBody } from './body'
import { basicCredentials, withoutCredentials, type Credentials } from './credentials'
import { proxyUrl, type ProxySettings } from './proxy'
import { failureReason } from './redact'
import { untilAborted } from './time-limit'

type Undici = typeof import('undici')

export interface HttpClientOptions {
  readonly proxy: ProxySettings
  /** How long a server or proxy may send nothing, header or body, in milliseconds. */
  readonly stallMs: number
}

export interface HttpRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Sent to their own origin only, after redirects as well. */
  readonly credentials?: Credentials | undefined
  readonly maxRedirects: number
  /** Throws where a URL must not be requested; called with the first one and each redirect's. */
  readonly check?: (url: URL, from?: URL) => void
  /** Ends the request at the first response for which this holds, even if it is a redirect. */
  readonly until?: ((response: Response) => boolean) | undefined
}

/** A response, and the URL that it came from. */
export interface HttpResponse {
  readonly response: Response
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

/** Sends requests through the proxies of its settings and follows redirects. */
export class HttpClient {
  readonly #fetch: Undici['fetch']
  readonly #agent: Dispatcher
  readonly #dispatcher: Dispatcher

  private constructor(undici: Undici, { proxy, stallMs }: HttpClientOptions) {
    this.#fetch = undici.fetch
    const timeouts = { headersTimeout: stallMs, bodyTimeout: stallMs }
    this.#agent = new undici.EnvHttpProxyAgent({
      httpProxy: proxy.http === undefined ? '' : proxyUrl(proxy.http),
      httpsProxy: proxy.https === undefined ? '' : proxyUrl(proxy.https),
      noProxy: proxy.exceptions.join(','),
      // Proxies commonly let CONNECT through to port 443 alone: plain http is forwarded instead.
      proxyTunnel: false,
      clientFactory: (origin, connections) =>
        new undici.Pool(origin, { ...connections, ...timeouts }),
    })
    // The agent passes timeouts of its own to no proxy: those of each request reach everywhere.
    this.#dispatcher = this.#agent.compose(
      (dispatch) => (options, handler) => dispatch({ ...options, ...timeouts }, handler),
    )
  }

  static async create(options: HttpClientOptions): Promise<HttpClient> {
    return new HttpClient(await import('undici'), options)
  }

  /**
   * Sends a request and follows redirects. User name and password in a URL become Basic
   * authentication.
   *
   * @returns any response but a redirect, whatever its status.
   * @throws RequestError, TooManyRedirectsError, what `check` throws, the reason of `signal`.
   */
  async request(start: URL, request: HttpRequest): Promise<HttpResponse> {
    const { maxRedirects, check, until } = request
    let url = start
    let credentials = request.credentials
    check?.(url)
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      credentials = basicCredentials(url) ?? credentials
      url = withoutCredentials(url)
      const response = await this.#send(url, request, credentials)
      const location = redirectStatus.has(response.status) ? response.headers.get('location') : null
      if (until?.(response) === true || location === null) return { response, url }
      discardBody(response)
      const target = redirectTarget(url, location)
      check?.(target, url)
      url = target
    }
    throw new TooManyRedirectsError()
  }

  /** Ends what is under way and closes the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #send(
    url: URL,
    { method = 'GET', headers, body, signal }: HttpRequest,
    credentials: Credentials | undefined,
  ): Promise<Response> {
    const isTheirs = credentials?.origin === url.origin
    try {
      const sent = this.#fetch(url, {
        method,
        headers: { ...headers, ...(isTheirs && { authorization: credentials.authorization }) },
        redirect: 'manual',
        dispatcher: this.#dispatcher,
        ...(signal !== undefined && { signal }),
        ...(body !== undefined && { body }),
      })
      const response = await (signal === undefined ? sent : untilAborted(sent, signal))
      return response as unknown as Response
    } catch (thrown) {
      signal?.throwIfAborted()
      throw new RequestError(url, thrown)
    }
  }
}

function redirectTarget(from: URL, location: string): URL {
  if (URL.canParse(location, from.href)) return new URL(location, from)
  throw new RequestError(from, new Error('it redirects to something that is not a URL'))
}

/** For requests that have a time limit of their own. */
const sharedStallMs = 60_000

const shared = new Map<string, Promise<HttpClient>>()

/** The client of this process for some proxies. */
export function sharedClient(proxy: ProxySettings): Promise<HttpClient> {
  const key = JSON.stringify(proxy)
  const known = shared.get(key)
  if (known !== undefined) return known
  const client = HttpClient.create({ proxy, stallMs: sharedStallMs })
  shared.set(key, client)
  client.catch(() => shared.delete(key))
  return client
}
