import { codeOf, DepthError, messageOf } from '../errors'

/** A fault that may be gone at the next attempt. */
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

type Refusal = (about: string) => DepthError

const needsToken =
  'Set an access token in the depth store node or in HF_TOKEN; the hub also answers so for a repository that does not exist.'
const needsGrant =
  "Open the repository's page with the account of the token, accept its conditions, and check that the token may read it."

/** What an answer that is no success means, by its status. */
const refusals: Readonly<Record<number, Refusal>> = {
  401: (about) =>
    new DepthError('DOWNLOAD_DENIED', `${about}: it wants credentials. ${needsToken}`),
  403: (about) => new DepthError('DOWNLOAD_DENIED', `${about}: access is refused. ${needsGrant}`),
  404: (about) =>
    new DepthError(
      'DOWNLOAD_NOT_FOUND',
      `${about}: there is no such file or revision. Check the descriptor's repository, revision and path, or the mirror.`,
    ),
}

const transientStatus: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** The error for an answer that is no success. */
export function statusFault(url: string, response: Response): DepthError {
  const about = `${hostOf(url)} answered ${response.status} for ${pathOf(url)}`
  const refusal = refusals[response.status]
  if (refusal !== undefined) return refusal(about)
  if (transientStatus.has(response.status)) {
    return new TransientError(
      `${about}. Try again later.`,
      retryAfter(response.headers.get('retry-after')),
    )
  }
  return new DepthError('DOWNLOAD_FAILED', `${about}. Check the endpoint in the depth store node.`)
}

/** System codes of faults that another attempt will not cure, with their remedy. */
const lastingFaults: readonly { readonly code: RegExp; readonly remedy: string }[] = [
  {
    code: /^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_TLS)/,
    remedy:
      'Its certificate is not trusted: if a proxy replaces certificates, name its authority in NODE_EXTRA_CA_CERTS and restart Node-RED.',
  },
  {
    code: /^UND_ERR_ABORTED$/,
    remedy: 'The proxy refuses the connection: check the proxy variables and its credentials.',
  },
]

/** How undici words the answer of a proxy, which never becomes an answer of the hub. */
const proxyWantsCredentials = '(407)'

/** The error for a request that got no answer, or an answer that broke off. */
export function networkFault(url: string, thrown: unknown): DepthError {
  if (thrown instanceof DepthError) return thrown
  const code = codeOf(thrown)
  if (reasonOf(thrown).includes(proxyWantsCredentials)) {
    return new DepthError(
      'DOWNLOAD_DENIED',
      `The proxy on the way to ${hostOf(url)} answered 407: it wants credentials. Put them into the proxy variable: http://user:password@host:port.`,
      { cause: thrown },
    )
  }
  const about = `${hostOf(url)} could not be reached for ${pathOf(url)} (${reasonOf(thrown)})`
  const lasting = lastingFaults.find((fault) => fault.code.test(code))
  if (lasting !== undefined) {
    return new DepthError('DOWNLOAD_FAILED', `${about}. ${lasting.remedy}`, { cause: thrown })
  }
  return new TransientError(
    `${about}. Check the connection, the endpoint and the proxy variables; what has come so far is kept.`,
    undefined,
    { cause: thrown },
  )
}

/** With what caused it: undici says "fetch failed", and why in one of the causes. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  return cause === undefined ? messageOf(thrown) : `${messageOf(thrown)}: ${reasonOf(cause)}`
}

/** `Retry-After` in milliseconds: a number of seconds or a date. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

function hostOf(url: string): string {
  return new URL(url).host
}

/** Without the query: signed addresses carry credentials there. */
function pathOf(url: string): string {
  return new URL(url).pathname
}
