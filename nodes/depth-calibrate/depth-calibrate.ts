import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { viewsOf } from '../../lib/node-red/views/routes'
import { checks, defaultConfig, type DepthCalibrateConfig } from './config'
import { DepthCalibrateNode } from './depth-calibrate-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  const views = viewsOf(RED)

  function register(this: Node, stored: DepthCalibrateConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthCalibrateNode(RED, this, views, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-calibrate', register)
}
