import type { RunningNodeRed } from '../../tools/node-red'

/** Passwords by user; settings.js holds their bcrypt hashes. */
export const passwords = {
  admin: 'admin-password',
  viewer: 'viewer-password',
  guest: 'viewer-password',
} as const
export type User = keyof typeof passwords

/**
 * The setting `adminAuth` of settings.js: the admin may do everything, the viewer may read, and the
 * guest may do neither with anything of this package.
 */
export const adminAuth = {
  type: 'credentials',
  users: [
    {
      username: 'admin',
      password: '$2b$08$k9wRJFRLlzU32YaZdVAoBeEuCBxZo.5efX.1wLiUp70z6/Pdzd7Cm',
      permissions: '*',
    },
    {
      username: 'viewer',
      password: '$2b$08$CnBz8YAoqzm0wu6WHlNlTehNXdH9HvAeu5AgL.anj6uFpHtf4vG5G',
      permissions: 'read',
    },
    {
      username: 'guest',
      password: '$2b$08$CnBz8YAoqzm0wu6WHlNlTehNXdH9HvAeu5AgL.anj6uFpHtf4vG5G',
      permissions: ['settings.read', 'nodes.read'],
    },
  ],
}

/** The headers with which each user's requests come, once Node-RED has given them a token. */
export async function authorization(
  nodeRed: RunningNodeRed,
): Promise<ReadonlyMap<User, Record<string, string>>> {
  const headers = new Map<User, Record<string, string>>()
  for (const [username, password] of Object.entries(passwords)) {
    const response = await fetch(new URL('auth/token', nodeRed.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_id: 'node-red-admin',
        grant_type: 'password',
        scope: '',
        username,
        password,
      }),
    })
    const { access_token: token } = (await response.json()) as { access_token: string }
    headers.set(username as User, { authorization: `Bearer ${token}` })
  }
  return headers
}
