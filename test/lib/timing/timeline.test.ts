import assert from 'node:assert/strict'
import { isTiming, withStages } from '../../../lib/timing/timeline'

const node = { id: 'n1', name: 'load image' }

describe('the timeline of a message', () => {
  it('begins with the first stage that is measured', () => {
    const timing = withStages(undefined, node, [{ stage: 'read', at: 1000, ms: 5 }], 'frame')
    assert.deepEqual(timing, {
      id: 'frame',
      started: 1000,
      stages: [{ stage: 'read', node: 'n1', name: 'load image', start: 0, ms: 5 }],
    })
  })

  it('grows into a new object, since the old one belongs to the first wire of a fan-out', () => {
    const before = withStages(undefined, node, [{ stage: 'read', at: 1000, ms: 5 }])
    const after = withStages(before, { id: 'n2', name: 'infer' }, [
      { stage: 'inference', at: 1010, ms: 20, model: 'tiny-v2', provider: 'cpu' },
    ])
    assert.equal(before.stages.length, 1)
    assert.equal(after.id, before.id)
    assert.deepEqual(after.stages[1], {
      stage: 'inference',
      node: 'n2',
      name: 'infer',
      start: 10,
      ms: 20,
      model: 'tiny-v2',
      provider: 'cpu',
    })
  })

  it('is recognized among malformed and foreign values', () => {
    const foreign = [
      null,
      7,
      'x',
      {},
      { id: 'x', started: 1 },
      { id: 'x', started: 1, stages: [3] },
    ]
    for (const value of foreign) assert.ok(!isTiming(value))
    assert.ok(isTiming(withStages(undefined, node, [{ stage: 'read', at: 5, ms: 1 }])))
  })
})
