import type { Node, NodeAPI } from 'node-red'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { viewsOf } from '../../lib/node-red/views/routes'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, type DepthViewConfig } from './config'
import { DepthViewNode } from './depth-view-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  const views = viewsOf(RED)

  function register(this: Node, stored: DepthViewConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthViewNode(RED, this, views, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-view', register)
}
