import { flag, httpUrl, optional, text } from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import { migrations } from './migrations'

/** What the dialog stores; an empty string leaves a setting to the environment. */
export interface DepthStoreConfig extends VersionedConfig {
  readonly cacheFolder: string
  readonly endpoint: string
  readonly offline: boolean
}

/** What Node-RED keeps encrypted. */
export interface DepthStoreCredentials {
  readonly token: string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthStoreConfig> = {
  configVersion: currentVersion(migrations),
  cacheFolder: '',
  endpoint: '',
  offline: false,
}

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  cacheFolder: optional(text('Cache folder')),
  endpoint: optional(httpUrl('Endpoint')),
  offline: flag('Offline'),
}
