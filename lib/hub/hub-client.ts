import type { Dispatcher } from 'undici'
import { DepthError } from '../errors'
import { networkFault, statusFault, TransientError } from './errors'
import type { StoreSettings } from './settings'

type Undici = typeof import('undici')

export interface HubRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Stops at the first answer for which this holds, even where it leads on. */
  readonly until?: (response: Response) => boolean
}

/** An answer, with the address that it came from. */
export interface HubAnswer {
  readonly response: Response
  readonly url: string
}

const maxRedirects = 8
const redirectStatus: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Requests to the hub: through the proxy that the settings name, with the token for the endpoint's
 * own origin only (the bytes come from another one, which must not see it), and with a limit on
 * how long a server may stay silent.
 */
export class HubClient {
  readonly #settings: StoreSettings
  readonly #undici: Undici
  readonly #dispatcher: Dispatcher

  private constructor(
    undici: Undici,
    settings: StoreSettings,
    readonly silenceMs: number,
  ) {
    this.#settings = settings
    this.#undici = undici
    this.#dispatcher = new undici.EnvHttpProxyAgent({
      httpProxy: settings.proxy.http ?? '',
      httpsProxy: settings.proxy.https ?? '',
      noProxy: settings.proxy.exceptions.join(','),
      // Proxies commonly let CONNECT through to port 443 alone: plain http goes as a whole address.
      proxyTunnel: false,
    })
  }

  /** @param silenceMs how long a server may take to answer, in milliseconds. */
  static async create(settings: StoreSettings, silenceMs: number): Promise<HubClient> {
    return new HubClient(await import('undici'), settings, silenceMs)
  }

  /**
   * Sends a request and follows where it is sent on to.
   *
   * @throws DepthError DOWNLOAD_DENIED, DOWNLOAD_NOT_FOUND, DOWNLOAD_FAILED; a TransientError where
   *   another attempt may help.
   */
  async request(address: string, request: HubRequest = {}): Promise<HubAnswer> {
    let url = address
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await this.#send(url, request)
      if (request.until?.(response) === true) return { response, url }
      const target = redirectStatus.has(response.status) ? response.headers.get('location') : null
      if (target === null) {
        if (!response.ok) throw await refused(url, response)
        return { response, url }
      }
      await response.body?.cancel()
      url = this.#redirect(url, target)
    }
    throw new DepthError(
      'DOWNLOAD_FAILED',
      `${new URL(address).host} sends the request for ${new URL(address).pathname} on and on (${maxRedirects} times). Check the endpoint in the depth store node.`,
    )
  }

  /** In the form that \@huggingface/hub takes. */
  get fetch(): typeof fetch {
    return async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      const body = typeof init?.body === 'string' ? init.body : undefined
      const { response } = await this.request(url, {
        method: init?.method === 'POST' ? 'POST' : 'GET',
        headers: Object.fromEntries(new Headers(init?.headers)),
        ...(body !== undefined && { body }),
      })
      return response
    }
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }

  async #send(url: string, request: HubRequest): Promise<Response> {
    const silence = new AbortController()
    const timer = setTimeout(() => silence.abort(silent(url, this.silenceMs)), this.silenceMs)
    const signals = [silence.signal, ...(request.signal === undefined ? [] : [request.signal])]
    try {
      const response = await this.#undici.fetch(url, {
        method: request.method ?? 'GET',
        headers: this.#headers(url, request.headers),
        redirect: 'manual',
        dispatcher: this.#dispatcher,
        signal: AbortSignal.any(signals),
        ...(request.body !== undefined && { body: request.body }),
      })
      return response as unknown as Response
    } catch (thrown) {
      throw networkFault(url, thrown)
    } finally {
      clearTimeout(timer)
    }
  }

  #headers(
    url: string,
    headers: Readonly<Record<string, string>> = {},
  ): Readonly<Record<string, string>> {
    const { token, endpoint } = this.#settings
    const own = new URL(url).origin === new URL(endpoint).origin
    return {
      'user-agent': 'node-red-depth-anything',
      'accept-encoding': 'identity',
      ...headers,
      ...(own && token !== undefined && { authorization: `Bearer ${token}` }),
    }
  }

  /** Where a redirect leads; never from https down to http, never to another scheme. */
  #redirect(from: string, location: string): string {
    const target = new URL(location, from)
    const safe = target.protocol === 'https:' || target.protocol === new URL(from).protocol
    if (safe && target.protocol.startsWith('http')) return target.href
    throw new DepthError(
      'DOWNLOAD_FAILED',
      `${new URL(from).host} sends the download on to ${target.origin}, which is not safe: ${target.protocol} after ${new URL(from).protocol}.`,
    )
  }
}

async function refused(url: string, response: Response): Promise<DepthError> {
  await response.body?.cancel()
  return statusFault(url, response)
}

/** The fault of a server that says nothing for too long. */
export function silent(url: string, silenceMs: number): TransientError {
  return new TransientError(
    `${new URL(url).host} sent nothing for ${silenceMs / 1000} s. Check the connection; what has come so far is kept.`,
  )
}
