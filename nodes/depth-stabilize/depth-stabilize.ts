import { join } from 'node:path'
import type { Node, NodeAPI } from 'node-red'
import { readSettings } from '../../lib/node-red/checks'
import { setUp } from '../../lib/node-red/set-up'
import { storedConfig } from '../../lib/node-red/stored-config'
import { SavedAnchors } from '../../lib/stabilize/saved-anchors'
import { checks, defaultConfig, type DepthStabilizeConfig } from './config'
import { DepthStabilizeNode } from './depth-stabilize-node'
import { migrations } from './migrations'

export = function (RED: NodeAPI): void {
  function register(this: Node, stored: DepthStabilizeConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      const anchors = new SavedAnchors(anchorFolder(RED, this.id))
      return new DepthStabilizeNode(RED, this, anchors, readSettings(config, checks))
    })
  }

  RED.nodes.registerType('depth-stabilize', register)
}

/** Below the user directory, whatever an imported flow gives as id. */
function anchorFolder(RED: NodeAPI, id: string): string {
  const { userDir = '.' } = RED.settings as { readonly userDir?: string }
  return join(userDir, 'depth-stabilize', encodeURIComponent(id).replaceAll('.', '%2E'))
}
