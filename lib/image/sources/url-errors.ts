import { codeOf, DepthError } from '../../errors'
import { isUntrustedCertificate } from '../../http/certificates'
import { challengesIn } from '../../http/challenge'
import { TooManyRedirectsError } from '../../http/client'
import { strongestDigest } from '../../http/digest'
import type { Incoming } from '../../http/transport'
import { failureReason } from '../../http/redact'

/** The way around for what load image cannot fetch. */
const otherNode = (settings: string) =>
  `Fetch it with an "http request" node (${settings}; Return: a binary buffer), and send its Buffer here.`

interface Failure {
  readonly matches: (code: string, reason: string) => boolean
  /** What is said after the URL. */
  readonly says: (reason: string) => string
}

/** What stops a request, from the special to the general. */
const failures: readonly Failure[] = [
  {
    matches: (code, reason) => code === 'EPROTO' || reason.includes('wrong version number'),
    says: () => 'does not speak https. Begin the URL with http://.',
  },
  {
    matches: (code) => isUntrustedCertificate(code) || code.startsWith('ERR_SSL'),
    says: (reason) =>
      `cannot be trusted over https: ${reason}. ${otherNode('with a TLS configuration that does not verify the certificate')}`,
  },
  {
    matches: (code) => code.startsWith('HPE_'),
    says: (reason) => `does not answer in HTTP: ${reason}. Check the port of the URL.`,
  },
  {
    matches: (_code, reason) => reason === 'the proxy answered 407',
    says: () =>
      'could not be fetched: the proxy needs credentials (407). Put them into the proxy variable: http://user:password@host:port.',
  },
  {
    matches: (code) => /^(ENOTFOUND|EAI_AGAIN)$/.test(code),
    says: (reason) =>
      `could not be fetched: ${reason}. Check the name; a container often does not know the names of the local network (.local): write the IP address.`,
  },
  {
    matches: (code) => /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(code),
    says: (reason) =>
      `sends compressed bytes that cannot be unpacked: ${reason}. Switch off compression on the device.`,
  },
  {
    matches: (code) => /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(code),
    says: () =>
      'could not be fetched: the connection ended before the whole image had come. If the device speaks https, begin the URL with https://.',
  },
  {
    matches: () => true,
    says: (reason) =>
      `could not be fetched: ${reason}. Check that the device is on, and the host and port of the URL.`,
  },
]

/**
 * The error for a URL that could not be fetched.
 *
 * @param shown the URL, without secrets
 * @param isProxied whether a proxy of the environment is in use
 */
export function urlError(thrown: unknown, shown: string, isProxied: boolean): DepthError {
  if (thrown instanceof DepthError) return thrown
  const [code, reason] = [codeOf(thrown), failureReason(thrown)]
  const says =
    thrown instanceof TooManyRedirectsError
      ? 'redirects too often. Use the URL of the image itself; where the device wants a login with a cookie, fetch it with an "http request" node.'
      : failures.find(({ matches }) => matches(code, reason))?.says(reason)
  const proxy = isProxied
    ? ' The proxy of the environment is used: to reach the host directly, add it to NO_PROXY.'
    : ''
  return new DepthError('URL_FAILED', `${shown} ${says ?? reason}${proxy}`, { cause: thrown })
}

/** What statuses other than 401 mean for who wants an image. */
const statusRemedies: Readonly<Record<number, string>> = {
  403: 'The account may not read it.',
  404: 'Check the path of the URL.',
  429: 'Ask less often.',
  503: 'The device is busy: ask less often.',
}

/**
 * The error for a response that is not an image, judged by its head; undefined where it may be one.
 *
 * @param url as the flow names it
 */
export function responseError(response: Incoming, url: URL, shown: string): DepthError | undefined {
  const failed = (says: string) => new DepthError('URL_FAILED', `${shown} ${says}`)
  const { status, headers } = response
  if (status === 401) return failed(unauthorized(url, headers.get('www-authenticate') ?? ''))
  if (!response.ok) {
    return failed(`answered with status ${status}. ${statusRemedies[status] ?? 'Check the URL.'}`)
  }
  if (/^multipart\//i.test(headers.get('content-type') ?? '')) {
    return failed('is a stream of images. Use the URL of a single one (a snapshot).')
  }
  return undefined
}

function unauthorized({ username, password }: URL, header: string): string {
  const challenges = challengesIn(header)
  const isKnown = challenges.length === 0 || challenges.some(({ scheme }) => scheme === 'basic')
  if (!isKnown && strongestDigest(challenges) === undefined) {
    const schemes = [...new Set(challenges.map(({ scheme }) => scheme))].join(' or ')
    return `asks for ${schemes} authentication of a kind that is not supported (401). ${otherNode('with that authentication')}`
  }
  if (username === '' && password === '') {
    return 'needs a password (401). Write it into the URL: http://user:password@host/.'
  }
  return 'refuses the user name and password of the URL (401). Check them; write @ / # ? and % in a password as %40 %2F %23 %3F and %25.'
}

/** What a text is that came where an image was expected. */
const textKinds: readonly (readonly [begins: RegExp, name: string])[] = [
  [/^<(!doctype html|html|head|script|title)/i, 'an HTML page (often one to log in)'],
  [/^[{[]/, 'JSON'],
]

const shownCharacters = 80

/**
 * The error for a body that is not an image: where it is a text, its beginning says more than the
 * lack of a format.
 */
export function bodyError(thrown: unknown, body: Buffer | undefined, shown: string): unknown {
  const isInvalid = thrown instanceof DepthError && thrown.code === 'IMAGE_INVALID'
  if (!isInvalid || body === undefined) return thrown
  const text = body
    .subarray(0, 4 * shownCharacters)
    .toString()
    .trim()
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x08\x0e-\x1f\x7f\ufffd]/.test(text)) return thrown
  const kind = textKinds.find(([begins]) => begins.test(text))?.[1] ?? 'a text'
  const beginning = JSON.stringify(text.slice(0, shownCharacters))
  return new DepthError(
    'IMAGE_INVALID',
    `${shown} answered with ${kind} instead of an image: ${beginning}. Check the path of the URL, and whether the device wants a login.`,
    { cause: thrown },
  )
}
