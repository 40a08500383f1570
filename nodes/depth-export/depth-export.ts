import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { checks, confinement, defaultConfig, type DepthExportConfig } from './config'
import { DepthExportNode } from './depth-export-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthExportConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      return new DepthExportNode(RED, this, readSettings(config, checks), confinement(RED))
    })
  }

  RED.nodes.registerType('depth-export', register, {
    settings: { depthExportRoots: { value: [], exportable: false } },
  })
}
