import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { checks, defaultConfig, type DepthImportConfig } from './config'
import { DepthImportNode } from './depth-import-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthImportConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthImportNode(RED, this, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-import', register)
}
