import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/flow/on-input'
import { setUp } from '../../lib/flow/set-up'
import type { DepthRenderConfig } from './config'
import { RenderNode } from './render-node'

export = function (RED: NodeAPI): void {
  function DepthRenderNode(this: Node, config: DepthRenderConfig): void {
    RED.nodes.createNode(this, config)
    setUp(this, () => {
      const renderNode = new RenderNode(RED, this, config)
      onInput(this, (msg, send) => renderNode.handle(msg, send), renderNode.status)
      this.on('close', () => renderNode.close())
    })
  }

  RED.nodes.registerType('depth-render', DepthRenderNode)
}
