import assert from 'node:assert/strict'
import { finiteValues } from '../../../lib/depth/finite-values'

describe('the finite values of a depth map', () => {
  it('range from the smallest to the largest, wherever they are', () => {
    const rangeOf = (...values: number[]) => finiteValues(Float32Array.of(...values))
    assert.deepEqual(rangeOf(3, -1, 2, 8), { range: { min: -1, max: 8 }, nonFinite: 0 })
    assert.deepEqual(rangeOf(8, 2, -1), { range: { min: -1, max: 8 }, nonFinite: 0 })
    assert.deepEqual(rangeOf(5), { range: { min: 5, max: 5 }, nonFinite: 0 })
  })

  it('leave out and count what is not finite, wherever it is', () => {
    const data = Float32Array.of(NaN, 4, Infinity, -Infinity, 7, NaN)
    assert.deepEqual(finiteValues(data), { range: { min: 4, max: 7 }, nonFinite: 4 })
    for (let at = 0; at < 5; at++) {
      for (const wrong of [NaN, Infinity, -Infinity]) {
        const values = Float32Array.of(1, 2, 3, 4, 5).map((value, i) => (i === at ? wrong : value))
        assert.equal(finiteValues(values).nonFinite, 1, `${wrong} at ${at}`)
      }
    }
  })

  it('range from 0 to 0 where there are none', () => {
    const nothing = { min: 0, max: 0 }
    const none = Float32Array.of(NaN, Infinity, -Infinity)
    assert.deepEqual(finiteValues(none), { range: nothing, nonFinite: 3 })
    assert.deepEqual(finiteValues(new Float32Array(0)), { range: nothing, nonFinite: 0 })
  })
})
