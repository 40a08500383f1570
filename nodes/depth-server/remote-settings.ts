import { basicAuthorization } from '../../lib/http/account'
import type { RemoteSettings } from '../../lib/inference/scheduling/depth-inference'
import type { Settings } from '../../lib/node-red/checks'
import type { checks, DepthServerCredentials } from './config'

/** How the servers of a node are reached. */
export function remoteSettings(
  { login, connectLimit, answerLimit, ...settings }: Settings<typeof checks>,
  { token = '', username = '', password = '' }: DepthServerCredentials,
): RemoteSettings {
  const authorizations = {
    none: undefined,
    basic: basicAuthorization({ username, password }),
    bearer: `Bearer ${token}`,
  }
  return {
    ...settings,
    authorization: authorizations[login],
    connectMs: 1000 * connectLimit,
    answerMs: 1000 * answerLimit,
  }
}
