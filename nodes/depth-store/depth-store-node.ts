import type { Node, NodeAPI } from 'node-red'
import { toDepthError, type DepthError } from '../../lib/errors'
import type { StoreSettings } from '../../lib/hub/settings'
import { defaultStore } from '../../lib/node-red/model-store'
import { storedConfig } from '../../lib/node-red/stored-config'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, type DepthStoreConfig, type DepthStoreCredentials } from './config'
import { migrations } from './migrations'

/** What a model store node offers: its settings, or why they cannot be used. */
export class DepthStoreNode {
  readonly #settings: StoreSettings | DepthError

  constructor(RED: NodeAPI, node: Node<DepthStoreCredentials>, stored: DepthStoreConfig) {
    try {
      const config = storedConfig(stored, defaultConfig, migrations)
      const settings = readSettings(config, checks)
      this.#settings = defaultStore(RED, { ...settings, token: node.credentials.token })
    } catch (thrown) {
      this.#settings = toDepthError(thrown)
      node.error(this.#settings.message)
    }
  }

  /** @throws DepthError CONFIG_INVALID */
  settings(): StoreSettings {
    if (this.#settings instanceof Error) throw this.#settings
    return this.#settings
  }
}
