import assert from 'node:assert/strict'
import { precisionOrder } from '../../../lib/models/precision'
import { published } from '../../../testing/models/published-model'

describe('the precision that suits a device', () => {
  const all = {
    ...published,
    files: { q8: { path: 'a' }, fp16: { path: 'b' }, fp32: { path: 'c' } },
  }
  const rows = [
    ['processor', ['fp32', 'q8', 'fp16']],
    ['graphics', ['fp16', 'fp32', 'q8']],
  ] as const
  for (const [hardware, order] of rows) {
    it(`is ${order[0]} for ${hardware}, and otherwise the next best that the model has`, () => {
      assert.deepEqual(precisionOrder(all, hardware, 'auto'), order)
    })
  }

  it('is among those that the model has', () => {
    assert.deepEqual(precisionOrder(published, 'graphics', 'auto'), ['fp32'])
  })

  it('is the chosen one alone', () => {
    assert.deepEqual(precisionOrder(all, 'processor', 'fp16'), ['fp16'])
  })
})
