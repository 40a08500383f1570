import type { Node, NodeAPI } from 'node-red'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { confinement, defaultConfig, loadSettings, type DepthLoadImageConfig } from './config'
import { DepthLoadImageNode } from './depth-load-image-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthLoadImageConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      const options = { ...loadSettings(config), ...confinement(RED) }
      return new DepthLoadImageNode(RED, this, config, options)
    })
  }

  RED.nodes.registerType('depth-load-image', register, {
    settings: {
      depthLoadImageRoots: { value: [], exportable: false },
      depthLoadImageHosts: { value: [], exportable: false },
    },
  })
}
