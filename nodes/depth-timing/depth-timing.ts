import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/flow/on-input'
import { setUp } from '../../lib/flow/set-up'
import type { DepthTimingConfig } from './config'
import { TimingNode } from './timing-node'

export = function (RED: NodeAPI): void {
  function DepthTimingNode(this: Node, config: DepthTimingConfig): void {
    RED.nodes.createNode(this, config)
    setUp(this, () => {
      const timingNode = new TimingNode(RED, this, config)
      onInput(this, (msg, send) => timingNode.handle(msg, send), timingNode.status)
      this.on('close', () => timingNode.close())
    })
  }

  RED.nodes.registerType('depth-timing', DepthTimingNode)
}
