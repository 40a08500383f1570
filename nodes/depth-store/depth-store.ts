import type { Node, NodeAPI, NodeDef } from 'node-red'
import { toDepthError } from '../../lib/errors'
import { defaultStore, type DepthStoreNode } from '../../lib/node-red/model-store'

/** What the dialog stores; empty texts leave a setting to the environment. */
interface DepthStoreConfig extends NodeDef {
  readonly configVersion: number
  readonly cacheFolder: string
  readonly endpoint: string
  readonly offline: boolean
}

interface DepthStoreCredentials {
  readonly token: string
}

export = function (RED: NodeAPI): void {
  function DepthStore(this: Node<DepthStoreCredentials>, config: DepthStoreConfig): void {
    RED.nodes.createNode(this, config)
    const { cacheFolder, endpoint, offline } = config
    const { token } = this.credentials
    try {
      const store = defaultStore(RED, { cacheFolder, endpoint, offline, token })
      Object.assign(this, { store } satisfies Partial<DepthStoreNode>)
    } catch (thrown) {
      const fault = toDepthError(thrown)
      Object.assign(this, { fault } satisfies Partial<DepthStoreNode>)
      this.error(fault.message)
    }
  }

  RED.nodes.registerType<
    Node<DepthStoreCredentials>,
    DepthStoreConfig,
    object,
    DepthStoreCredentials
  >('depth-store', DepthStore, {
    credentials: { token: { type: 'password' } },
  })
}
