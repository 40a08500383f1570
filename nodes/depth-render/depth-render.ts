import type { Node, NodeAPI } from 'node-red'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, type DepthRenderConfig } from './config'
import { DepthRenderNode } from './depth-render-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthRenderConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthRenderNode(RED, this, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-render', register)
}
