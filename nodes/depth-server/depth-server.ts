import type { Node, NodeAPI } from 'node-red'
import type { ServerNode } from '../../lib/node-red/inference-servers'
import type { DepthServerConfig, DepthServerCredentials } from './config'
import { DepthServerNode } from './depth-server-node'

export = function (RED: NodeAPI): void {
  function register(this: Node<DepthServerCredentials>, stored: DepthServerConfig): void {
    RED.nodes.createNode(this, stored)
    const serverNode = new DepthServerNode(this, stored)
    Object.assign(this, {
      serverSettings: () => serverNode.settings(),
    } satisfies Partial<ServerNode>)
  }

  RED.nodes.registerType<
    Node<DepthServerCredentials>,
    DepthServerConfig,
    object,
    DepthServerCredentials
  >('depth-server', register, {
    credentials: {
      token: { type: 'password' },
      username: { type: 'text' },
      password: { type: 'password' },
    },
  })
}
