import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/node-red/on-input'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { defaultConfig, type DepthRenderConfig } from './config'
import { RenderNode } from './depth-render-node'

export = function (RED: NodeAPI): void {
  function DepthRenderNode(this: Node, stored: DepthRenderConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig)
      const renderNode = new RenderNode(RED, this, config)
      onInput(this, (msg, send) => renderNode.handle(msg, send), renderNode.status)
      this.on('close', () => renderNode.close())
    })
  }

  RED.nodes.registerType('depth-render', DepthRenderNode)
}
