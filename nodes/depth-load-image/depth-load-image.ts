import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/node-red/on-input'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import {
  defaultConfig,
  loadOptions,
  type DepthLoadImageConfig,
  type DepthLoadImageSettings,
} from './config'
import { LoadImageNode } from './depth-load-image-node'

export = function (RED: NodeAPI): void {
  function DepthLoadImageNode(this: Node, stored: DepthLoadImageConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig)
      const options = loadOptions(config, RED.settings as DepthLoadImageSettings)
      const loadImageNode = new LoadImageNode(RED, this, config, options)
      onInput(this, (msg, send) => loadImageNode.handle(msg, send), loadImageNode.status)
      this.on('close', (done: () => void) => {
        loadImageNode.close()
        done()
      })
    })
  }

  RED.nodes.registerType('depth-load-image', DepthLoadImageNode, {
    settings: {
      depthLoadImageRoots: { value: [], exportable: false },
      depthLoadImageHosts: { value: [], exportable: false },
    },
  })
}
