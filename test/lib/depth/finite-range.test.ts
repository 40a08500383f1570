import assert from 'node:assert/strict'
import { finiteRange } from '../../../lib/depth/finite-range'

describe('the range of a depth map', () => {
  it('is its smallest and its largest value, wherever they are', () => {
    assert.deepEqual(finiteRange(Float32Array.of(3, -1, 2, 8)), { min: -1, max: 8 })
    assert.deepEqual(finiteRange(Float32Array.of(8, 2, -1)), { min: -1, max: 8 })
    assert.deepEqual(finiteRange(Float32Array.of(5)), { min: 5, max: 5 })
  })

  it('leaves out values that are not finite', () => {
    const data = Float32Array.of(NaN, 4, Infinity, -Infinity, 7, NaN)
    assert.deepEqual(finiteRange(data), { min: 4, max: 7 })
  })

  it('is from 0 to 0 where no value is finite', () => {
    assert.deepEqual(finiteRange(Float32Array.of(NaN, Infinity, -Infinity)), { min: 0, max: 0 })
    assert.deepEqual(finiteRange(new Float32Array(0)), { min: 0, max: 0 })
  })
})
