import assert from 'node:assert/strict'
import { chosenRange, percentiles } from '../../../lib/depth/range'

const hundredAndOne = Float32Array.from({ length: 101 }, (_, i) => (i * 37) % 101)

describe('percentiles of a depth map', () => {
  it('are the values at the nearest rank', () => {
    assert.deepEqual(percentiles(hundredAndOne, [0, 2, 50, 98, 100]), [0, 2, 50, 98, 100])
    assert.deepEqual(percentiles(Float32Array.of(4, 8, 15, 16, 23), [25, 50, 70]), [8, 15, 16])
  })

  it('keep order across zero and between very large and very small values', () => {
    const values = Float32Array.of(3e-20, -7, 1e30, -0.5, 0, -1e30, 2)
    const sorted = [...values].sort((a, b) => a - b)
    const ranks = sorted.map((_, rank) => (100 * rank) / (sorted.length - 1))
    assert.deepEqual(percentiles(values, ranks), sorted)
  })

  it('distinguish values whose upper bits are the same', () => {
    const values = Float32Array.of(1.0001, 1.0002, 1.0003)
    assert.deepEqual(percentiles(values, [0, 50, 100]), [...values])
  })

  it('leave out what is not finite', () => {
    const values = Float32Array.of(NaN, 5, Infinity, 6, -Infinity, 7, NaN)
    assert.deepEqual(percentiles(values, [0, 50, 100]), [5, 6, 7])
    assert.deepEqual(percentiles(Float32Array.of(NaN, Infinity), [50]), [])
  })
})

describe('the range of a frame', () => {
  const finite = { min: 0, max: 100 }

  it('is its own, its percentiles, or fixed', () => {
    const of = (choice: Parameters<typeof chosenRange>[1]) =>
      chosenRange(hundredAndOne, choice, finite)
    assert.deepEqual(of({ mode: 'frame' }), finite)
    assert.deepEqual(of({ mode: 'percentile', low: 5, high: 90 }), { min: 5, max: 90 })
    const { min, max } = of({ mode: 'fixed', min: 0.5, max: 20 })
    assert.deepEqual([min, max], [0.5, 20])
  })

  it('falls back to its own where no value is finite', () => {
    const choice = { mode: 'percentile', low: 5, high: 90 } as const
    assert.deepEqual(chosenRange(Float32Array.of(NaN), choice, finite), finite)
  })
})
