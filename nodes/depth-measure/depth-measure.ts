import { join } from 'node:path'
import type { Node, NodeAPI } from 'node-red'
import { MeasureThread } from '../../lib/depth/regions/measure-thread'
import { readSettings } from '../../lib/node-red/checks'
import { EmptyMaps } from '../../lib/node-red/empty-maps/empty-maps'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { viewsOf } from '../../lib/node-red/views/routes'
import { checks, defaultConfig, type DepthMeasureConfig } from './config'
import { DepthMeasureNode } from './depth-measure-node'
import { migrations } from './migrations'
import { runningNodes } from './references'

const thread = new MeasureThread()

export = function (RED: NodeAPI): void {
  const views = viewsOf(RED)
  const running = runningNodes(RED)
  const { userDir = '.' } = RED.settings as { readonly userDir?: string }
  const folder = join(userDir, 'depth-measure')

  function register(this: Node, stored: DepthMeasureConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      const emptyMaps = new EmptyMaps(join(folder, this.id.replace(/[^\w-]/g, '_')))
      const services = { views, thread, emptyMaps }
      const handler = new DepthMeasureNode(RED, this, services, readSettings(config, checks))
      running.set(this.id, handler)
      this.on('close', () => {
        if (running.get(this.id) === handler) running.delete(this.id)
      })
      return handler
    })
  }

  RED.nodes.registerType('depth-measure', register)
}
