/** A value for the Authorization header, and the one origin that may receive it. */
export interface Credentials {
  readonly origin: string
  readonly authorization: string
}

/** The user name and password of a URL, as Basic authentication; undefined where it has none. */
export function basicCredentials({ origin, username, password }: URL): Credentials | undefined {
  if (username === '' && password === '') return undefined
  const account = `${decoded(username)}:${decoded(password)}`
  return { origin, authorization: `Basic ${Buffer.from(account).toString('base64')}` }
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
