import { createHash, randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'

export interface DigestRules {
  /** As the challenge names it, such as `SHA-256-sess`; none: MD5, unnamed. */
  readonly algorithm?: string
  /** Without it as in RFC 2069. */
  readonly qop?: string
  /** What it answers. */
  readonly body?: string | Buffer
  /** How often a nonce may be used. */
  readonly uses?: number
}

/** The account that it knows. */
export const digestAccount = { username: 'me', password: 'p@ss "word' }

const nodeNames: Readonly<Record<string, string>> = {
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
}

/**
 * Answers who logs in with digest authentication, and counts what it refuses. Each use of a
 * nonce needs the next number.
 */
export function digestServer({ algorithm, qop, body = 'ok', uses = 100 }: DigestRules): {
  readonly listener: RequestListener
  readonly refused: string[]
} {
  const refused: string[] = []
  const counts = new Map<string, number>()
  const realm = 'a "cam", really'
  const isSession = algorithm?.endsWith('-sess') ?? false
  const name = nodeNames[(algorithm ?? 'md5').toLowerCase().replace('-sess', '')] ?? ''
  const hash = (...parts: string[]) => createHash(name).update(parts.join(':')).digest('hex')

  function problem(method: string, url: string, header: string): string | undefined {
    const field = (key: string) =>
      new RegExp(`[ ,]${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^,]+))`)
        .exec(header)
        ?.slice(1)
        .find(Boolean)
        ?.replace(/\\(.)/g, '$1') ?? ''
    const nonce = field('nonce')
    const count = counts.get(nonce)
    if (!header.startsWith('Digest ') || count === undefined) return 'no answer'
    if (field('realm') !== realm || field('opaque') !== 'o' || field('uri') !== url) return 'fields'
    if (count >= uses) return 'stale'
    if (qop !== undefined && parseInt(field('nc'), 16) !== count + 1) return 'number'
    counts.set(nonce, count + 1)
    const plain = hash(digestAccount.username, realm, digestAccount.password)
    const account = isSession ? hash(plain, nonce, field('cnonce')) : plain
    const used = qop === undefined ? [nonce] : [nonce, field('nc'), field('cnonce'), 'auth']
    const expected = hash(account, ...used, hash(method, url))
    return field('response') === expected ? undefined : 'response'
  }

  const listener: RequestListener = ({ method = '', url = '', headers }, response) => {
    const found = problem(method, url, headers.authorization ?? '')
    if (found === undefined) {
      response.end(body)
      return
    }
    refused.push(found)
    const nonce = randomBytes(8).toString('hex')
    counts.set(nonce, 0)
    const challenge = [
      `Digest realm="a \\"cam\\", really"`,
      `nonce="${nonce}"`,
      'opaque="o"',
      ...(found === 'stale' ? ['stale=TRUE'] : []),
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      ...(qop === undefined ? [] : [`qop="${qop}"`]),
    ]
    response.writeHead(401, { 'www-authenticate': ['Basic realm="cam"', challenge.join(', ')] })
    response.end()
  }
  return { listener, refused }
}
