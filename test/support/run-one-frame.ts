import { loadOwnModel } from '../../lib/models/own'
import { DepthInference, ModelPool } from '../../lib/runtime'
import { loadImage } from '../../lib/image/load'
import { rampJpeg } from './pictures'
import { childrenOf } from './processes'

/** Sends one frame through a model and prints the id of the model's process as soon as it runs. */
async function main(model: string): Promise<void> {
  const inference = new DepthInference(new ModelPool({ lingerMs: 0, maxModels: 1 }), 'test', {
    device: 'cpu',
    deviceId: 0,
    fallback: false,
    threads: 0,
    sizing: undefined,
    size: undefined,
    queueLimit: 1,
    timeLimitMs: 120_000,
    idleUnloadMs: 0,
  })
  const descriptor = await loadOwnModel(model)
  const { frame } = await loadImage(await rampJpeg(160, 90), { label: 'a ramp' })
  const running = inference.infer(frame, { descriptor, file: model }, undefined)
  while (childrenOf(process.pid).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  console.log(childrenOf(process.pid)[0])
  await running
}

void main(process.argv[2] ?? '')
