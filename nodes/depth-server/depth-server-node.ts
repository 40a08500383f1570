import type { Node } from 'node-red'
import { toDepthError, type DepthError } from '../../lib/errors'
import type { RemoteSettings } from '../../lib/inference/scheduling/depth-inference'
import { readSettings } from '../../lib/node-red/checks'
import { storedConfig } from '../../lib/node-red/stored-config'
import {
  checks,
  defaultConfig,
  type DepthServerConfig,
  type DepthServerCredentials,
} from './config'
import { migrations } from './migrations'
import { remoteSettings } from './remote-settings'

/** What an inference server node offers: how to reach the servers, or why that is not known. */
export class DepthServerNode {
  readonly #settings: RemoteSettings | DepthError

  constructor(node: Node<DepthServerCredentials>, stored: DepthServerConfig) {
    try {
      const config = storedConfig(stored, defaultConfig, migrations)
      this.#settings = remoteSettings(readSettings(config, checks), node.credentials)
    } catch (thrown) {
      this.#settings = toDepthError(thrown)
      node.error(this.#settings.message)
    }
  }

  /** @throws DepthError CONFIG_INVALID */
  settings(): RemoteSettings {
    if (this.#settings instanceof Error) throw this.#settings
    return this.#settings
  }
}
