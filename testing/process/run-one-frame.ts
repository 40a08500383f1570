import { ModelPool } from '../../lib/inference/scheduling/model-pool'
import { DepthInference } from '../../lib/inference/scheduling/depth-inference'
import { closeSync, openSync } from 'node:fs'
import { automaticProvider } from '../../lib/inference/backends/onnxruntime-process/probe'
import { loadCatalog } from '../../lib/models/catalog'
import { loadCustomModel } from '../../lib/models/custom-models'
import { inferenceSettings } from '../models/inference-settings'
import { rampFrame } from '../frames/images'

/**
 * Takes one frame through a model in a process of its own, which a test runs under conditions of its
 * own. With `without-handles` a first frame comes when no file handle is left, and prints its error; so do
 * the catalog and the choice of a device.
 */
async function main(model: string, condition: string | undefined): Promise<void> {
  const pool = new ModelPool({ lingerMs: 0, maxModels: 1 })
  const inference = new DepthInference(pool, 'test', inferenceSettings())
  const descriptor = await loadCustomModel(model)
  const located = { descriptor, file: model, precision: 'fp32' } as const
  const frame = await rampFrame(160, 90)
  const infer = () => inference.infer(frame, located, undefined)
  if (condition === 'without-handles') {
    const handles = takeAllHandles()
    for (const work of [infer, loadCatalog, automaticProvider]) {
      await work().catch((error: unknown) => console.log(String(error)))
    }
    for (const handle of handles) closeSync(handle)
    await Promise.all([loadCatalog(), automaticProvider()])
  }
  const outcome = await infer()
  console.log(typeof outcome === 'string' ? outcome : String(outcome.depth))
  inference.close()
}

function takeAllHandles(): readonly number[] {
  const handles: number[] = []
  try {
    for (;;) handles.push(openSync('/dev/null', 'r'))
  } catch {
    return handles
  }
}

const [, , model = '', condition] = process.argv
void main(model, condition)
