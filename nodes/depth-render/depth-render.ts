import type { Node, NodeAPI } from 'node-red'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { defaultConfig, type DepthRenderConfig } from './config'
import { DepthRenderNode } from './depth-render-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthRenderConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthRenderNode(RED, this, config)
    })
  }

  RED.nodes.registerType('depth-render', register)
}
