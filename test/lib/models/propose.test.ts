import assert from 'node:assert/strict'
import { proposeDescriptor } from '../../../lib/models/propose'
import type { Signature } from '../../../lib/models/signature'

describe('what is proposed for a file', () => {
  const input = { name: 'image', type: 'float32', dims: [1, 3, 518, 518] }
  const map = (name: string) => ({ name, type: 'float32', dims: [1, 518, 518] })
  const propose = (changes: Partial<Signature>) =>
    proposeDescriptor({ inputs: [input], outputs: [map('depth')], ...changes })

  it('are name, rank, type, layout and fixed sides of the input', () => {
    assert.deepEqual(propose({}).input, {
      name: 'image',
      rank: 4,
      type: 'float32',
      layout: 'nchw',
      width: 518,
      height: 518,
    })
    const halves = { name: 'image', type: 'float16', dims: [1, 280, 504, 3] }
    assert.deepEqual(propose({ inputs: [halves] }).input, {
      name: 'image',
      rank: 4,
      type: 'float16',
      layout: 'nhwc',
      width: 504,
      height: 280,
    })
  })

  const outputs: readonly (readonly [names: readonly string[], depth: string | undefined])[] = [
    [['sky', 'depth'], 'depth'],
    [['depth_conf', 'depth'], 'depth'],
    [['depth_conf', 'metric_depth'], 'metric_depth'],
    [['metric_depth', 'predicted_depth'], 'predicted_depth'],
    [['confidence', 'out'], 'out'],
    [['normal_confidence', 'uncertainty'], undefined],
  ]
  for (const [names, depth] of outputs) {
    it(`is ${depth ?? 'none'} of the outputs ${names.join(', ')}`, () => {
      const proposal = propose({ outputs: names.map(map) })
      assert.equal(proposal.output, depth)
      assert.deepEqual([...proposal.outputs].sort(), [...names].sort())
    })
  }

  it('leaves out what does not look like an image or a map', () => {
    const gray = propose({ inputs: [{ ...input, dims: [1, 1, 518, 518] }] })
    assert.equal(gray.input, undefined)
    assert.match(gray.unusable ?? '', /its input is "image" float32 \[1,1,518,518\]/)
    const shapes = [[1000], [1, 2, 518, 518], [1, 3, 3], [1, 3, 4], [1, 518, 518, 3]]
    for (const dims of shapes) {
      const { outputs, unusable } = propose({ outputs: [{ ...map('depth'), dims }] })
      assert.deepEqual(outputs, [], dims.join())
      assert.match(unusable ?? '', /none of its outputs is one depth map/)
    }
  })

  it('is the same interface that a descriptor is checked against: batch and channels may be free', () => {
    const free = { ...input, dims: [-1, -1, 'h', 'w'] }
    const { input: found, unusable } = propose({ inputs: [free] })
    assert.deepEqual(found, { name: 'image', rank: 4, type: 'float32', layout: 'nchw' })
    assert.equal(unusable, undefined)
    assert.match(propose({ inputs: [{ ...input, dims: [2, 3, 518, 518] }] }).unusable ?? '', /2,3/)
  })
})
