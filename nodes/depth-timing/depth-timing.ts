import type { Node, NodeAPI } from 'node-red'
import { onInput } from '../../lib/node-red/on-input'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { defaultConfig, type DepthTimingConfig } from './config'
import { TimingNode } from './depth-timing-node'

export = function (RED: NodeAPI): void {
  function DepthTimingNode(this: Node, stored: DepthTimingConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig)
      const timingNode = new TimingNode(RED, this, config)
      onInput(this, (msg, send) => timingNode.handle(msg, send), timingNode.status)
      this.on('close', () => timingNode.close())
    })
  }

  RED.nodes.registerType('depth-timing', DepthTimingNode)
}
