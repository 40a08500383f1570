import assert from 'node:assert/strict'
import type { DepthError } from '../../../../lib/errors'
import { DepthInference } from '../../../../lib/inference/scheduling/depth-inference'
import { ModelPool } from '../../../../lib/inference/scheduling/model-pool'
import { loadCustomModel } from '../../../../lib/models/custom-models'
import { nearZeroGraph } from '../../../../tools/graph/index'
import { rampFrame } from '../../../../testing/frames/images'
import { CustomModels } from '../../../../testing/models/custom-models'
import { inferenceSettings } from '../../../../testing/models/inference-settings'
import { childrenOf } from '../../../../testing/process/processes'

describe('a model whose process stops', () => {
  let models: CustomModels
  before(async () => (models = await CustomModels.create()))
  after(() => models.remove())

  if (process.platform !== 'win32') {
    it('fails the frame that runs, and those that waited behind it run in a new process', async () => {
      const file = await models.add('stopped', nearZeroGraph())
      const model = { descriptor: await loadCustomModel(file), file, precision: 'fp32' } as const
      const pool = new ModelPool({ lingerMs: 100, maxModels: 1 })
      const inference = new DepthInference(pool, 'node', inferenceSettings({ timeLimitMs: 3000 }))
      const earlier = childrenOf(process.pid)
      const image = await rampFrame(160, 90)
      const outcome = () =>
        inference.infer(image, model, undefined).then(
          () => 'depth',
          (thrown: unknown) => (thrown as DepthError).code,
        )
      assert.equal(await outcome(), 'depth')
      const [stopped] = childrenOf(process.pid).filter((pid) => !earlier.includes(pid))
      process.kill(stopped ?? NaN, 'SIGSTOP')
      const outcomes = await Promise.all([1, 2, 3, 4, 5].map(outcome))
      assert.deepEqual(outcomes, ['INFERENCE_TIMEOUT', 'depth', 'depth', 'depth', 'depth'])
      inference.close()
      pool.close()
    }).timeout(30_000)
  }
})
