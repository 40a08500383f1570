import { codeOf, DepthError } from '../../errors'
import { isUntrustedCertificate } from '../../http/certificates'
import { badRedirect, TooManyRedirectsError } from '../../http/client'
import { failureReason } from '../../http/redact'

/** The way around for what load image cannot fetch. */
export const otherNode = (settings: string) =>
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
    matches: (code) => code === 'HPE_INVALID_CONSTANT',
    says: () =>
      'does not answer in HTTP. Check the port of the URL: another service may use it (SSH, FTP, a stream).',
  },
  {
    matches: (code) => code === 'HPE_HEADER_OVERFLOW',
    says: () =>
      'sends headers of more than 16 kB, often cookies. Start Node.js with --max-http-header-size=65536.',
  },
  {
    matches: (code) => code.startsWith('HPE_'),
    says: (reason) =>
      `breaks the rules of HTTP: ${reason}. Try another URL of the device, or a newer version of its software.`,
  },
  {
    matches: (_code, reason) => reason.startsWith(badRedirect),
    says: (reason) => `could not be fetched: ${reason}. Use the URL of the image itself.`,
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
  const [code, reason] = [codeOf(thrown), failureReason(thrown).replace(/\.$/, '')]
  const says =
    thrown instanceof TooManyRedirectsError
      ? 'redirects too often. Use the URL of the image itself; where the device wants a login with a cookie, fetch it with an "http request" node.'
      : failures.find(({ matches }) => matches(code, reason))?.says(reason)
  const proxy = isProxied
    ? ' The proxy of the environment is used: to reach the host directly, add it to NO_PROXY.'
    : ''
  return new DepthError('URL_FAILED', `${shown} ${says ?? reason}${proxy}`, { cause: thrown })
}
