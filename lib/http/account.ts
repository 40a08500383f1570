/** A user name and password. */
export interface Account {
  readonly username: string
  readonly password: string
}

export function basicAuthorization({ username, password }: Account): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
