import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import {
  automaticProvider,
  inspectModel,
  probeDevice,
  tryModel,
} from '../../lib/inference/backends/onnxruntime-process/probe'
import type { Node, NodeAPI } from 'node-red'
import { registerAdmin } from '../../lib/node-red/admin/routes'
import { registerMonitor } from '../../lib/node-red/monitor/routes'
import { positiveInteger, tuningSetting } from '../../lib/node-red/runtime-settings'
import { setUp } from '../../lib/node-red/set-up'
import { serversOf } from '../../lib/node-red/inference-servers'
import { storeOf } from '../../lib/node-red/model-store'
import { storedConfig } from '../../lib/node-red/stored-config'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, type DepthInferConfig } from './config'
import { DepthInferNode } from './depth-infer-node'
import { migrations } from './migrations'

/** So that a redeploy finds the model still loaded. */
const lingerMs = 10_000
const defaultMaxModels = 4

export = function (RED: NodeAPI): void {
  const maxModels = tuningSetting(RED, 'depthInferMaxModels', positiveInteger, defaultMaxModels)
  const pool = new ModelPool({ lingerMs, maxModels })
  registerAdmin(RED, { probeDevice, automaticProvider, inspectModel, tryModel })
  registerMonitor(RED, pool)

  function register(this: Node, stored: DepthInferConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig, migrations)
      const settings = readSettings(config, checks)
      const store = storeOf(RED, config.store)
      const servers = settings.server === undefined ? undefined : serversOf(RED, settings.server)
      const inferNode = new DepthInferNode(RED, this, settings, pool, store, servers)
      void inferNode.prepare()
      return inferNode
    })
  }

  RED.nodes.registerType('depth-infer', register, {
    settings: { depthInferMaxModels: { value: defaultMaxModels, exportable: false } },
  })
}
