import type { Node, NodeAPI } from 'node-red'
import type { StoreNode } from '../../lib/node-red/model-store'
import type { DepthStoreConfig, DepthStoreCredentials } from './config'
import { DepthStoreNode } from './depth-store-node'

export = function (RED: NodeAPI): void {
  function register(this: Node<DepthStoreCredentials>, stored: DepthStoreConfig): void {
    RED.nodes.createNode(this, stored)
    const storeNode = new DepthStoreNode(RED, this, stored)
    Object.assign(this, {
      storeSettings: () => storeNode.settings(),
    } satisfies Partial<StoreNode>)
  }

  RED.nodes.registerType<
    Node<DepthStoreCredentials>,
    DepthStoreConfig,
    object,
    DepthStoreCredentials
  >('depth-store', register, { credentials: { token: { type: 'password' } } })
}
