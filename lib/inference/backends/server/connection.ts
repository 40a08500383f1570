import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { codeOf } from '../../../errors'
import { BodyTooLargeError, readPieces } from '../../../http/body'
import { isUntrustedCertificate } from '../../../http/certificates'
import { request, RequestError, TooManyRedirectsError } from '../../../http/client'
import { proxySettings } from '../../../http/proxy'
import { failureReason, shownUrl } from '../../../http/redact'
import { StalledError, type Connections, type Incoming } from '../../../http/transport'
import { AnswerBody } from './answer-body'
import { EndpointError } from './endpoint-error'
import type { ServerSettings } from './settings'

/** Shorter than servers keep an idle connection: uvicorn closes it after 5 s. */
const idleMs = 4000

/** What is asked for below the address of a server. */
interface Question {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent with POST; without one it is GET. */
  readonly body?: readonly Uint8Array[]
  readonly maxBytes: number
  readonly timeLimitMs: number
  readonly signal: AbortSignal
}

/** A whole response, of whatever status. */
export interface ServerAnswer extends Pick<Incoming, 'status' | 'headers'> {
  readonly body: AnswerBody
}

/** The HTTP connections to one address, which are kept between requests. */
export class Connection {
  /** The address as errors show it. */
  readonly shown: string
  readonly #address: URL
  readonly #settings: ServerSettings
  readonly #connections: Connections

  constructor(address: string, settings: ServerSettings) {
    this.#address = new URL(address.endsWith('/') ? address : `${address}/`)
    this.shown = shownUrl(this.#address).replace(/\/$/, '')
    this.#settings = settings
    const { ca, connectMs } = settings
    const options = { keepAlive: true, timeout: idleMs }
    const agent =
      this.#address.protocol === 'https:'
        ? new HttpsAgent({ ...options, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) })
        : new HttpAgent(options)
    this.#connections = { agent, connectMs }
  }

  /**
   * Whatever the server answers.
   *
   * @throws EndpointError: `unreached` where the request did not reach it as a whole, else `failed`;
   *   the reason of the signal
   */
  async ask({ path, headers = {}, body, ...limits }: Question): Promise<ServerAnswer> {
    const { authorization } = this.#settings
    const { maxBytes, timeLimitMs: stallMs, signal } = limits
    const { origin } = this.#address
    let isSent = false
    try {
      const { response } = await request(
        new URL(path, this.#address),
        {
          method: body === undefined ? 'GET' : 'POST',
          headers,
          body,
          signal,
          credentials: authorization === undefined ? undefined : { origin, authorization },
          maxRedirects: 0,
          onSent: () => (isSent = body !== undefined),
        },
        { proxy: proxySettings(), stallMs, connections: this.#connections },
      )
      const { status, headers: received } = response
      const pieces = await readPieces(response, maxBytes, signal)
      return { status, headers: received, body: new AnswerBody(pieces) }
    } catch (thrown) {
      signal.throwIfAborted()
      throw this.#failure(thrown, isSent, reasonOf(thrown, maxBytes))
    }
  }

  #failure(thrown: unknown, isSent: boolean, reason: string): EndpointError {
    const remedy = isUntrustedCertificate(codeOf(thrown))
      ? ' Give the certificate of its authority in the inference server node.'
      : ''
    return isSent
      ? new EndpointError('failed', 'SERVER_FAILED', `${this.shown} broke off: ${reason}.`, {
          cause: thrown,
        })
      : new EndpointError(
          'unreached',
          'SERVER_UNAVAILABLE',
          `${this.shown} cannot be reached: ${reason}.${remedy}`,
          { cause: thrown },
        )
  }
}

/** Errors of lib/http that have no text of their own, or one for programs. */
function reasonOf(thrown: unknown, maxBytes: number): string {
  if (thrown instanceof BodyTooLargeError) return `it sends more than ${maxBytes} bytes`
  if (thrown instanceof TooManyRedirectsError) return 'it redirects to another address'
  const cause = thrown instanceof RequestError ? thrown.cause : thrown
  return cause instanceof StalledError ? 'it went silent' : failureReason(thrown)
}
