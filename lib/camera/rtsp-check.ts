import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { DepthError } from '../errors'
import { challengesIn } from '../http/challenge'
import { strongestDigest } from '../http/digest'
import { Login } from '../http/login'
import { portOf } from '../http/proxy'
import { failureReason } from '../http/redact'
import { withTimeLimit } from '../http/time-limit'
import type { CameraAddress } from './address'
import { RtspConnection, type RtspResponse } from './rtsp-connection'

/**
 * Asks an RTSP camera for its stream (OPTIONS and DESCRIBE) before ffmpeg does: ffmpeg would follow a
 * redirect to any host, and says little about a refused password.
 *
 * @throws DepthError CAMERA_DENIED, CAMERA_FAILED, CAMERA_TIMEOUT, URL_FORBIDDEN
 */
export async function checkRtsp(
  address: CameraAddress,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { shown } = address
  const timeoutError = () =>
    new DepthError(
      'CAMERA_TIMEOUT',
      `${shown} did not answer within ${timeoutMs / 1000} s. Check that the camera is on, and its address.`,
    )
  const limits = { timeoutMs, timeoutError, signal }
  try {
    const ask = (over: AbortSignal) => describe(address, over)
    const error = refusal(await withTimeLimit(ask, limits), address)
    if (error !== undefined) throw error
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof DepthError) throw thrown
    throw new DepthError(
      'CAMERA_FAILED',
      `${shown} cannot be reached: ${failureReason(thrown)}. Check that the camera is on, and host and port of its address.`,
      { cause: thrown },
    )
  }
}

/** The response that decides, with the challenge before it: to DESCRIBE, unless OPTIONS leads elsewhere. */
async function describe(
  { url, account }: CameraAddress,
  signal: AbortSignal,
): Promise<RtspResponse> {
  const login = account && new Login(account)
  let challenge = ''
  let connection = new RtspConnection(socketTo(url), signal)
  try {
    for (let attempt = 0; ; attempt++) {
      const options = await connection.ask('OPTIONS', url.href, undefined)
      if (isRedirect(options)) return options
      const request = { method: 'DESCRIBE', uri: url.href }
      const answer = await connection.ask('DESCRIBE', url.href, login?.authorization(request))
      const canRetry = answer.status === 401 && attempt === 0
      challenge = answer.challenge || challenge
      if (!canRetry || login?.take(challenge) !== true) return { ...answer, challenge }
      // Some cameras end the connection after they have refused a request.
      connection.close()
      connection = new RtspConnection(socketTo(url), signal)
    }
  } finally {
    connection.close()
  }
}

function socketTo(url: URL): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(portOf(url))
  // Cameras sign their certificates themselves, and ffmpeg does not check them either.
  return url.protocol === 'rtsps:'
    ? connectTls({ host, port, rejectUnauthorized: false })
    : connectTcp({ host, port })
}

function isRedirect({ status }: RtspResponse): boolean {
  return status >= 300 && status < 400
}

function refusal(
  response: RtspResponse,
  { account, shown }: CameraAddress,
): DepthError | undefined {
  const { status, challenge, location } = response
  if (isRedirect(response)) {
    return new DepthError(
      'URL_FORBIDDEN',
      `${shown} redirects to ${location}. Redirects are not followed: enter that address in the node if it is the camera's.`,
    )
  }
  if (status === 401 || status === 403) {
    return new DepthError('CAMERA_DENIED', `${shown} ${denial(account !== undefined, challenge)}`)
  }
  if (status === 200) return ffmpegCannotAnswer(challenge, shown)
  const remedy =
    status === 404
      ? 'Check the path of the address.'
      : 'Check the address, and how many viewers the camera allows.'
  return new DepthError('CAMERA_FAILED', `${shown} answered with status ${status}. ${remedy}`)
}

function denial(hasAccount: boolean, challenge: string): string {
  const challenges = challengesIn(challenge)
  const isKnown =
    strongestDigest(challenges) !== undefined || challenges.some(({ scheme }) => scheme === 'basic')
  if (challenges.length > 0 && !isKnown) return 'asks for an authentication that is not supported.'
  return hasAccount
    ? 'refuses the user name and password. Check them in the node; many cameras have an account of their own for RTSP.'
    : 'needs a password. Enter user name and password in the node.'
}

/** ffmpeg answers basic and MD5. */
function ffmpegCannotAnswer(challenge: string, shown: string): DepthError | undefined {
  const challenges = challengesIn(challenge)
  if (challenges.length === 0) return undefined
  const digests = challenges.filter(({ scheme }) => scheme === 'digest')
  const algorithms = digests.map(({ parameters }) => parameters.get('algorithm') ?? 'MD5')
  const isEasy =
    challenges.some(({ scheme }) => scheme === 'basic') ||
    algorithms.some((name) => name.toUpperCase() === 'MD5')
  if (isEasy) return undefined
  return new DepthError(
    'CAMERA_DENIED',
    `${shown} asks for digest authentication with ${algorithms.join(' or ')}, which ffmpeg cannot answer. Set the camera to MD5 or basic authentication.`,
  )
}
