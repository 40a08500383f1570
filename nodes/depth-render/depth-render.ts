import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/flow/on-input'
import { setUp } from '../../lib/flow/set-up'
import { storedConfig } from '../../lib/flow/stored-config'
import { defaultConfig, type DepthRenderConfig } from './config'
import { RenderNode } from './render-node'

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
