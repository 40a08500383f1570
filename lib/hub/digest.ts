import { createHash, type Hash } from 'node:crypto'

/**
 * How the hub names the content of a file, which is also its blob's name in the cache: large files
 * by their SHA-256, small ones by git's object id.
 */
export interface Digest {
  readonly kind: 'sha256' | 'git'
  /** Lower-case hexadecimal. */
  readonly hex: string
}

const forms = { sha256: /^[0-9a-f]{64}$/, git: /^[0-9a-f]{40}$/ } as const

/** The digest that a hub or a record names; undefined where its hexadecimal is not one. */
export function digestOf(kind: Digest['kind'], hex: unknown): Digest | undefined {
  return typeof hex === 'string' && forms[kind].test(hex) ? { kind, hex } : undefined
}

/** Whether a name is one that a blob can have. */
export function isBlobName(name: unknown): name is string {
  return digestOf('sha256', name) !== undefined || digestOf('git', name) !== undefined
}

/** A running checksum of the kind that a digest has. */
export function startChecksum(digest: Digest, bytes: number): Hash {
  if (digest.kind === 'sha256') return createHash('sha256')
  // git hashes a header before the content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
  return createHash('sha1').update(`blob ${bytes}\0`)
}
