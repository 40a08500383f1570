import type { Node, NodeAPI } from 'node-red'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, type DepthTimingConfig } from './config'
import { DepthTimingNode } from './depth-timing-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthTimingConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthTimingNode(RED, this, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-timing', register)
}
