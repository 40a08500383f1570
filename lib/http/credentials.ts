import type { Account } from './account'

/** A value for the Authorization header, and the one origin that may receive it. */
export interface Credentials {
  readonly origin: string
  readonly authorization: string
}

/** The user name and password of a URL; undefined where it has none. */
export function accountOf({ username, password }: URL): Account | undefined {
  if (username === '' && password === '') return undefined
  return { username: decoded(username), password: decoded(password) }
}

/** A part of a URL; as it stands where its percent signs are not escapes, as in `50%`. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The URL as it is requested: fetch refuses one that has a user name or password. */
export function withoutCredentials(url: URL): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}
