import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { checks, defaultConfig, type DepthStreamConfig } from './config'
import { DepthStreamNode } from './depth-stream-node'
import { migrations } from './migrations'
import { streamRoutesOf } from './routes'

export = function (RED: NodeAPI): void {
  const routes = streamRoutesOf(RED)

  function register(this: Node, stored: DepthStreamConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const settings = readSettings(storedConfig(stored, defaultConfig, migrations), checks)
      return new DepthStreamNode(RED, this, settings, (stream) =>
        routes.publish(settings.path, stream, (text) => this.warn(text)),
      )
    })
  }

  RED.nodes.registerType('depth-stream', register)
}
