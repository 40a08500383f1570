import { createHash, randomBytes } from 'node:crypto'
import type { Account } from './account'
import type { Challenge } from './challenge'

/** The algorithms of RFC 7616, by their names there in lower case; the strongest first. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['sha-512-256', 'sha512-256'],
  ['sha-256', 'sha256'],
  ['md5', 'md5'],
])

/** The request that an answer is for. */
export interface DigestRequest {
  readonly method: string
  /** What the server sees: path and query, or for RTSP the whole URL. */
  readonly uri: string
}

/**
 * The answers of one account to one digest challenge (RFC 7616, and RFC 2069 where it names no qop).
 * A server lets its nonce be used again, as long as each use has a number of its own.
 */
export class DigestAnswers {
  readonly #challenge: Challenge
  readonly #account: Account
  readonly #cnonce: string
  #uses = 0

  /** @param cnonce stays the same for a nonce: `-sess` hashes the first one */
  constructor(challenge: Challenge, account: Account, cnonce = randomBytes(16).toString('hex')) {
    this.#challenge = challenge
    this.#account = account
    this.#cnonce = cnonce
  }

  /** The value of the header Authorization for one request. */
  authorization({ method, uri }: DigestRequest): string {
    const { parameters } = this.#challenge
    const { username, password } = this.#account
    const value = (name: string) => parameters.get(name) ?? ''
    const [nonce, realm, opaque] = [value('nonce'), value('realm'), parameters.get('opaque')]
    const algorithm = parameters.get('algorithm')
    const hash = hasher(algorithm)
    const nc = (++this.#uses).toString(16).padStart(8, '0')
    const plain = hash(`${username}:${realm}:${password}`)
    const account = isSession(algorithm) ? hash(`${plain}:${nonce}:${this.#cnonce}`) : plain
    const target = hash(`${method}:${uri}`)
    const hasQop = parameters.has('qop')
    const used = hasQop ? [nonce, nc, this.#cnonce, 'auth'] : [nonce]
    const fields = [
      `username=${quoted(username)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(uri)}`,
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      `response="${hash([account, ...used, target].join(':'))}"`,
      ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
      ...(hasQop || isSession(algorithm) ? [`cnonce="${this.#cnonce}"`] : []),
      ...(hasQop ? ['qop=auth', `nc=${nc}`] : []),
    ]
    return `Digest ${fields.join(', ')}`
  }
}

/** The strongest digest challenge that can be answered; undefined where there is none. */
export function strongestDigest(challenges: readonly Challenge[]): Challenge | undefined {
  const usable = challenges.filter(isAnswerable)
  return [...hashes.keys()]
    .map((name) => usable.find(({ parameters }) => baseName(parameters.get('algorithm')) === name))
    .find((challenge) => challenge !== undefined)
}

function isAnswerable({ scheme, parameters }: Challenge): boolean {
  const qop = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/)
  return scheme === 'digest' && parameters.has('nonce') && (qop?.includes('auth') ?? true)
}

function hasher(algorithm: string | undefined): (text: string) => string {
  const name = hashes.get(baseName(algorithm)) ?? 'md5'
  return (text) => createHash(name).update(text).digest('hex')
}

function isSession(algorithm: string | undefined): boolean {
  return algorithm?.toLowerCase().endsWith('-sess') ?? false
}

/** An algorithm without `-sess`; MD5 where a challenge names none. */
function baseName(algorithm = 'md5'): string {
  return algorithm.toLowerCase().replace(/-sess$/, '')
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}
