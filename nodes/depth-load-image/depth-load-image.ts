import type { Node, NodeAPI } from 'node-red'
import { confinement } from '../../lib/node-red/confinement'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, loadOptions, type DepthLoadImageConfig } from './config'
import { DepthLoadImageNode } from './depth-load-image-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthLoadImageConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      const settings = readSettings(config, checks)
      const options = { ...loadOptions(settings), ...confinement(RED) }
      return new DepthLoadImageNode(RED, this, settings, options)
    })
  }

  RED.nodes.registerType('depth-load-image', register, {
    settings: {
      depthLoadImageRoots: { value: [], exportable: false },
      depthLoadImageHosts: { value: [], exportable: false },
    },
  })
}
