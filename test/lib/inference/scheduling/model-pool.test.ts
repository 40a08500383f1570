import assert from 'node:assert/strict'
import type { ImageFrame } from '../../../../lib/frames/image-frame'
import {
  DepthInference,
  type LocatedModel,
} from '../../../../lib/inference/scheduling/depth-inference'
import { ModelPool, type PooledModel } from '../../../../lib/inference/scheduling/model-pool'
import { loadCustomModel } from '../../../../lib/models/custom-models'
import { coded } from '../../../../testing/errors'
import { rampFrame } from '../../../../testing/frames/images'
import { CustomModels } from '../../../../testing/models/custom-models'
import { inferenceSettings } from '../../../../testing/models/inference-settings'
import { childrenOf, untilGone } from '../../../../testing/process/processes'
import { until } from '../../../../testing/process/until'
import { loopGraph } from '../../../../tools/graph/index'

describe('what a pool says of its models', () => {
  let models: CustomModels
  let pool: ModelPool
  let inference: DepthInference
  let located: LocatedModel
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    image = await rampFrame(160, 90)
    const file = await models.add('watched', loopGraph({ seconds: 0.1 }))
    located = { descriptor: await loadCustomModel(file), file, precision: 'fp32' }
    pool = new ModelPool({ lingerMs: 100, maxModels: 1 })
    inference = new DepthInference(pool, 'node', inferenceSettings())
  })
  after(async () => {
    pool.close()
    await models.remove()
  })

  function run(): Promise<unknown> {
    return inference.infer(image, located, undefined)
  }

  function only(): PooledModel {
    const [model] = pool.models
    assert.ok(model !== undefined)
    return model
  }

  it('is nothing before a node asks for one, and then what waits while it loads', async () => {
    assert.deepEqual(pool.models, [])
    const frames = [run(), run(), run()]
    const { id, state, waiting } = only()
    assert.deepEqual([id, state, waiting], ['1', 'loading', 3])
    await Promise.all(frames)
  })

  it('is what runs it, its memory, and what it has done', () => {
    const { fps, memoryBytes = 0, ...rest } = only()
    assert.deepEqual(rest, {
      id: '1',
      model: 'watched',
      name: 'watched',
      precision: 'fp32',
      device: 'cpu',
      nodes: 1,
      state: 'loaded',
      provider: 'cpu',
      frames: 3,
      waiting: 0,
      restarts: 0,
    })
    assert.ok(memoryBytes > 20e6 && memoryBytes < 2e9, `${memoryBytes} bytes`)
    assert.ok(fps > 0 && fps < 100, `${fps} fps`)
  })

  it('gives up the memory of a model, after the frame that runs, until the next frame', async () => {
    const [pid = NaN] = childrenOf(process.pid)
    const frame = run()
    await until(() => only().waiting === 0 || undefined)
    pool.unload('1')
    assert.equal(typeof (await frame), 'object')
    await untilGone(pid, 5000)
    const { state, provider, memoryBytes } = only()
    assert.deepEqual([state, provider, memoryBytes], ['unloaded', undefined, undefined])
    assert.equal(typeof (await run()), 'object')
    assert.deepEqual([only().state, only().frames, only().restarts], ['loaded', 5, 0])
  })

  it('unloads at once a model that no frame uses, and knows those alone that it has', async () => {
    const [pid = NaN] = childrenOf(process.pid)
    pool.unload('1')
    assert.equal(only().state, 'unloaded')
    await untilGone(pid, 5000)
    pool.unload('1')
    assert.throws(() => pool.unload('2'), coded('MODEL_UNKNOWN'))
    await run()
  })

  it('counts how often its process had to be started again', async () => {
    const [pid = NaN] = childrenOf(process.pid)
    process.kill(pid, 'SIGKILL')
    await untilGone(pid, 5000)
    await until(() => only().state === 'unloaded' || undefined)
    assert.equal(typeof (await run()), 'object')
    assert.deepEqual([only().state, only().restarts], ['loaded', 1])
  })

  it('is nothing again some time after the last node has closed', async () => {
    inference.close()
    await until(() => pool.models.length === 0 || undefined)
  })
})
