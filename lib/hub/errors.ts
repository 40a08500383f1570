import { codeOf, DepthError } from '../errors'
import { isUntrustedCertificate } from '../http/certificates'
import { RequestError, TooManyRedirectsError } from '../http/client'
import { failureReason } from '../http/redact'
import { ProxyError, StalledError, type Incoming } from '../http/transport'

/** An error that another attempt may not meet again. */
export class TransientError extends DepthError {
  /** @param waitMs how long the server asks to wait, in milliseconds. */
  constructor(
    message: string,
    readonly waitMs?: number,
    options?: { cause?: unknown },
  ) {
    super('DOWNLOAD_FAILED', message, options)
  }
}

const needsToken =
  'Set an access token in the model store node or in HF_TOKEN; the hub gives the same answer for a repository that does not exist.'
const needsGrant =
  "Open the repository's page with the account of the token, accept its conditions, and check that the token may read it."

/** What a response other than success means, by its status. */
const statusErrors: Readonly<Record<number, (about: string) => DepthError>> = {
  401: (about) =>
    new DepthError('DOWNLOAD_DENIED', `${about}: it needs credentials. ${needsToken}`),
  403: (about) => new DepthError('DOWNLOAD_DENIED', `${about}: access is denied. ${needsGrant}`),
  404: (about) =>
    new DepthError(
      'DOWNLOAD_NOT_FOUND',
      `${about}: there is no such file or revision. Check the descriptor's repository, revision and path, or the mirror.`,
    ),
}

const transientStatus: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** The error for a response other than success. */
export function statusError(url: URL, { status, headers }: Incoming): DepthError {
  const about = `${url.host} answered ${status} for ${url.pathname}`
  const known = statusErrors[status]
  if (known !== undefined) return known(about)
  if (transientStatus.has(status)) {
    return new TransientError(`${about}. Try again later.`, retryAfter(headers.get('retry-after')))
  }
  return new DepthError('DOWNLOAD_FAILED', `${about}. Check the endpoint in the model store node.`)
}

/** Errors that another attempt does not cure, with their remedy. */
const lastingErrors: readonly {
  readonly matches: (cause: unknown) => boolean
  readonly remedy: string
}[] = [
  {
    matches: (cause) => isUntrustedCertificate(codeOf(cause)),
    remedy:
      'Its certificate is not trusted: if a proxy replaces certificates, name its authority in NODE_EXTRA_CA_CERTS and restart Node-RED.',
  },
  {
    matches: (cause) => cause instanceof ProxyError,
    remedy: 'The proxy refuses the connection: check the proxy variables and its credentials.',
  },
]

/**
 * The error for a request that got no response, or a response that broke off.
 *
 * @param url of the request
 * @param stallMs the timeout of the client, in milliseconds
 */
export function networkError(url: URL, thrown: unknown, stallMs: number): DepthError {
  const cause = thrown instanceof RequestError ? thrown.cause : thrown
  if (cause instanceof DepthError) return cause
  const options = { cause: thrown }
  if (thrown instanceof TooManyRedirectsError) {
    const text = `${url.host} redirected ${url.pathname} too many times. Check the endpoint in the model store node.`
    return new DepthError('DOWNLOAD_FAILED', text, options)
  }
  const { host, pathname } = thrown instanceof RequestError ? thrown.url : url
  if (cause instanceof StalledError) {
    const text = `${host} sent nothing for ${stallMs / 1000} s. Check the connection; the partial download is kept.`
    return new TransientError(text, undefined, options)
  }
  if (cause instanceof ProxyError && cause.status === 407) {
    const text = `The proxy on the way to ${host} answered 407: it needs credentials. Put them into the proxy variable: http://user:password@host:port.`
    return new DepthError('DOWNLOAD_DENIED', text, options)
  }
  const about = `${host} could not be reached for ${pathname} (${failureReason(thrown)})`
  const lasting = lastingErrors.find(({ matches }) => matches(cause))
  if (lasting !== undefined) {
    return new DepthError('DOWNLOAD_FAILED', `${about}. ${lasting.remedy}`, options)
  }
  const remedy =
    'Check the connection, the endpoint and the proxy variables; the partial download is kept.'
  return new TransientError(`${about}. ${remedy}`, undefined, options)
}

/** `Retry-After` in milliseconds: a number of seconds or a date. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
