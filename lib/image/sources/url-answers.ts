import { DepthError } from '../../errors'
import { challengesIn } from '../../http/challenge'
import { strongestDigest } from '../../http/digest'
import type { Incoming } from '../../http/transport'
import { excerpt } from '../../excerpt'
import { hasBinary } from './not-a-path'
import { otherNode } from './url-errors'

/** Whether a request had a user name and password (or token), and where they come from. */
export type LoginKind = 'url' | 'url-none' | 'node' | 'node-none'

/** What became of a login that was refused, and what to do. */
const loginRemedies: Readonly<Record<LoginKind, string>> = {
  url: 'refuses the user name and password of the URL (401). Check them; write @ / # ? and % in a password as %40 %2F %23 %3F and %25.',
  'url-none': 'needs a password (401). Write it into the URL: http://user:password@host/.',
  node: 'refuses the user name and password, or the access token (401). Check them in the node.',
  'node-none': 'needs a password or an access token (401). Enter it in the node.',
}

/** What was asked for. */
interface Asked {
  readonly login: LoginKind
  /** The URL, without secrets. */
  readonly shown: string
  /** Whether a stream of images is wanted, and not a single one. */
  readonly isStream?: boolean
}

/** What statuses other than 401 mean for who wants an image; the first one that matches. */
const statusRemedies: readonly (readonly [status: RegExp, remedy: string])[] = [
  [/^3/, 'It redirects without saying where to: use the URL at which a browser ends.'],
  [/403/, 'The account may not read it.'],
  [/404|410/, 'Check the path of the URL.'],
  [/405|501/, 'It is not for GET requests: check the path of the URL.'],
  [
    /407/,
    'A proxy needs credentials: put them into the proxy variable, http://user:password@host:port.',
  ],
  [/429/, 'Ask less often.'],
  [/503/, 'The device is busy: ask less often.'],
  [/^5/, 'The fault is on the device: ask less often, or restart it.'],
  [/^/, 'Open the URL in a browser on the same machine to see why.'],
]

/**
 * The error for a response that is not what was asked for, judged by its head; undefined where it may
 * be.
 */
export function responseError(
  response: Incoming,
  { login, shown, isStream = false }: Asked,
): DepthError | undefined {
  const failed = (says: string) => new DepthError('URL_FAILED', `${shown} ${says}`)
  const { status, headers } = response
  if (status === 401) return failed(unauthorized(login, headers.get('www-authenticate') ?? ''))
  if (!response.ok) {
    const remedy = statusRemedies.find(([pattern]) => pattern.test(String(status)))?.[1] ?? ''
    return failed(`answered with status ${status}. ${remedy}`)
  }
  // Other kinds have one image in them, or a few.
  if (!isStream && /^multipart\/x-mixed-replace/i.test(headers.get('content-type') ?? '')) {
    return failed('is a stream of images. Use the URL of a single one (a snapshot).')
  }
  return undefined
}

/** How to get an image from a device that wants neither digest nor basic authentication. */
const otherLogins: readonly (readonly [scheme: string, remedy: string])[] = [
  ['bearer', otherNode('with bearer authentication')],
  ['digest', otherNode('with digest authentication')],
]

function unauthorized(login: LoginKind, header: string): string {
  const challenges = challengesIn(header)
  const isKnown = challenges.length === 0 || challenges.some(({ scheme }) => scheme === 'basic')
  if (!isKnown && strongestDigest(challenges) === undefined) {
    const schemes = [...new Set(challenges.map(({ scheme }) => scheme))]
    const remedy =
      otherLogins.find(([scheme]) => schemes.includes(scheme))?.[1] ??
      'Set the device to digest or basic authentication.'
    return `asks for ${schemes.join(' or ')} authentication of a kind that is not supported (401). ${remedy}`
  }
  return loginRemedies[login]
}

const htmlPage = 'an HTML page'

/** What a text is that came where an image was expected. */
const textKinds: readonly (readonly [begins: RegExp, name: string])[] = [
  [/^<(!doctype html|html|head|script|title)/i, htmlPage],
  [/^[{[]/, 'JSON'],
  [/^</, 'XML'],
  [/^/, 'a text'],
]

/** As many bytes of a body are judged. */
const judgedBytes = 1000

/**
 * The error for a body that is not an image: where it is a text, its kind says more than the lack of
 * a format. Of the text, only the title of a page is shown: a stranger may have sent the URL, and the
 * rest may hold secrets.
 */
export function bodyError(thrown: unknown, body: Buffer | undefined, shown: string): unknown {
  if (!(thrown instanceof DepthError) || body === undefined) return thrown
  const failed = (says: string) =>
    new DepthError(thrown.code, `${shown} ${says}`, { cause: thrown })
  if (thrown.code === 'IMAGE_EMPTY' && body.length === 0) {
    return failed(
      'answered without a body. Check the path of the URL; for a port of RTSP (often 554), use a "camera" node.',
    )
  }
  // The last character may be cut.
  const text = body
    .subarray(0, judgedBytes)
    .toString()
    .replace(/\uFFFD+$/, '')
    .trim()
  if (thrown.code !== 'IMAGE_INVALID' || hasBinary(text)) return thrown
  const kind = textKinds.find(([begins]) => begins.test(text))?.[1] ?? ''
  const title = kind === htmlPage ? /<title>([^<]*)/i.exec(text)?.[1] : undefined
  const named = title === undefined ? kind : `${kind} with the title "${excerpt(title)}"`
  return failed(
    `answered with ${named} instead of an image. Open the URL in a browser: check its path, and whether the device wants a login.`,
  )
}
