import type { LookupFunction } from 'node:net'
import { DepthError } from '../errors'
import { BodyTooLargeError, discardBody, readBody } from '../http/body'
import { request as send, type HttpRequest, type HttpResponse } from '../http/client'
import type { Credentials } from '../http/credentials'
import { isLinkLocal, lookupBeyondLink } from '../http/link-local'
import type { ProxySettings } from '../http/proxy'
import type { Incoming } from '../http/transport'
import { networkError, statusError } from './errors'
import type { StoreSettings } from './settings'

export type HubRequest = Pick<HttpRequest, 'method' | 'headers' | 'body' | 'signal' | 'until'>

const maxRedirects = 8

/** Of an answer of the API: size and checksum of a few files. */
const maxAnswerBytes = 1_000_000

/**
 * Requests to the hub: through the proxy that the settings name, and with the token for the
 * endpoint's own origin only. The bytes come from another one, which must not see it.
 */
export class HubClient {
  readonly #proxy: ProxySettings
  readonly #credentials: Credentials | undefined
  readonly #lookup: LookupFunction

  constructor(
    { endpoint, token, proxy }: StoreSettings,
    /** How long a server may send nothing, in milliseconds. */
    readonly stallMs: number,
    lookup?: LookupFunction,
  ) {
    const { origin, hostname } = new URL(endpoint)
    this.#proxy = proxy
    this.#lookup = lookupBeyondLink(hostname, unsafeName, lookup)
    if (token !== undefined) {
      this.#credentials = { origin, authorization: `Bearer ${token}` }
    }
  }

  /**
   * Sends a request and follows redirects.
   *
   * @throws DepthError DOWNLOAD_DENIED, DOWNLOAD_NOT_FOUND, DOWNLOAD_FAILED; a TransientError where
   *   another attempt may help.
   */
  async request(address: string, request: HubRequest = {}): Promise<HttpResponse> {
    const start = new URL(address)
    try {
      const [proxy, credentials] = [this.#proxy, this.#credentials]
      const wanted = { ...request, credentials, maxRedirects, check: checkRedirect }
      const answer = await send(start, wanted, {
        proxy,
        stallMs: this.stallMs,
        lookup: this.#lookup,
      })
      const { response, url } = answer
      if (response.ok || request.until?.(response) === true) return answer
      discardBody(response)
      throw statusError(url, response)
    } catch (thrown) {
      throw networkError(start, thrown, this.stallMs)
    }
  }

  /** A fetch for \@huggingface/hub, whose requests end with `signal`, and whose answers are bounded. */
  fetchUntil(signal: AbortSignal): typeof fetch {
    return async (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      const body = typeof init?.body === 'string' ? init.body : undefined
      const { response } = await this.request(url, {
        method: init?.method === 'POST' ? 'POST' : 'GET',
        headers: Object.fromEntries(new Headers(init?.headers)),
        signal,
        ...(body !== undefined && { body }),
      })
      return new Response(await this.#readAnswer(response, url, signal))
    }
  }

  async #readAnswer(response: Incoming, url: string, signal: AbortSignal): Promise<string> {
    const { stallMs } = this
    try {
      return (await readBody(response, maxAnswerBytes, signal)).toString()
    } catch (thrown) {
      const { host } = new URL(url)
      if (!(thrown instanceof BodyTooLargeError)) throw networkError(new URL(url), thrown, stallMs)
      throw new DepthError(
        'DOWNLOAD_FAILED',
        `${host} sends more than ${maxAnswerBytes} bytes where it should describe a few files. Check the endpoint in the model store node.`,
      )
    }
  }
}

/**
 * Redirects never lead from https down to http, never to another scheme, and never to an address that
 * only this machine reaches.
 */
function checkRedirect(target: URL, from?: URL): void {
  if (from === undefined) return
  const isSafe = target.protocol === 'https:' || target.protocol === from.protocol
  if (isSafe && !isLinkLocal(target.hostname)) return
  const reason = isSafe ? 'a link-local address' : `${target.protocol} after ${from.protocol}`
  throw new DepthError(
    'DOWNLOAD_FAILED',
    `${from.host} redirects the download to ${target.origin}, which is not safe: ${reason}.`,
  )
}

/** For a name that the hub redirects to, which has link-local addresses alone. */
function unsafeName(name: string): DepthError {
  return new DepthError(
    'DOWNLOAD_FAILED',
    `The download is redirected to ${name}, which is not safe: it has a link-local address.`,
  )
}
