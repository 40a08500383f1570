import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import {
  automaticProvider,
  inspectModel,
  probeDevice,
} from '../../lib/inference/backends/onnxruntime-process/probe'
import type { Node, NodeAPI } from 'node-red'
import { registerAdmin } from '../../lib/node-red/admin/routes'
import { onInput } from '../../lib/node-red/on-input'
import { setUp } from '../../lib/node-red/set-up'
import { storeOf } from '../../lib/node-red/model-store'
import { storedConfig } from '../../lib/node-red/stored-config'
import { defaultConfig, type DepthInferConfig } from './config'
import { InferNode } from './depth-infer-node'

/** So that a redeploy finds the model still loaded. */
const lingerMs = 10_000
const defaultMaxModels = 4

export = function (RED: NodeAPI): void {
  const pool = new ModelPool({ lingerMs, maxModels: maxModels(RED) })
  registerAdmin(RED, { probeDevice, automaticProvider, inspectModel })

  function DepthInferNode(this: Node, stored: DepthInferConfig): void {
    RED.nodes.createNode(this, stored)
    setUp(this, () => {
      const config = storedConfig(stored, defaultConfig)
      const inferNode = new InferNode(RED, this, config, pool, storeOf(RED, config.store))
      onInput(this, (msg, send) => inferNode.handle(msg, send), inferNode.status)
      this.on('close', (done: () => void) => {
        inferNode.close()
        done()
      })
      void inferNode.prepare()
    })
  }

  RED.nodes.registerType('depth-infer', DepthInferNode, {
    settings: { depthInferMaxModels: { value: defaultMaxModels, exportable: false } },
  })
}

/** How many models may be loaded at once, from settings.js. */
function maxModels(RED: NodeAPI): number {
  const { depthInferMaxModels: set } = RED.settings as { depthInferMaxModels?: unknown }
  if (set === undefined) return defaultMaxModels
  if (typeof set === 'number' && Number.isInteger(set) && set > 0) return set
  RED.log.warn(
    `depthInferMaxModels in settings.js is ${JSON.stringify(set)} where a whole number from 1 is expected; ` +
      `${defaultMaxModels} is used.`,
  )
  return defaultMaxModels
}
