import assert from 'node:assert/strict'
import { rangeToMeters, toMeters } from '../../../../lib/depth/calibration/to-meters'
import { finiteValues } from '../../../../lib/depth/finite-values'

const line = { scale: 0.1, shift: -0.1 }

function meters(values: readonly number[], kind: 'relative-inverse' | 'relative' | 'metric') {
  const data = Float32Array.from(values)
  return toMeters({ data, range: finiteValues(data).range }, kind, line, 6)
}

describe('a depth map in meters', () => {
  it('is one over inverse depth, with its range', () => {
    const { data, range } = meters([2, 3, 6], 'relative-inverse')
    assert.deepEqual([...data], [10, 5, 2].map(Math.fround))
    assert.deepEqual(range, finiteValues(data).range)
  })

  it('has nothing where there is no distance, or one far beyond the references', () => {
    const { data, range } = meters([0, 1, 1.001, 2, NaN, Infinity, -Infinity], 'relative-inverse')
    assert.deepEqual([...data], [NaN, NaN, NaN, 10, NaN, NaN, NaN])
    assert.deepEqual(range, { min: 10, max: 10 })
  })

  it('is linear in depth that grows with the distance', () => {
    const { data, range } = meters([1, 11, 31, 1e9, -5], 'relative')
    assert.deepEqual([...data], [NaN, 1, 3, NaN, NaN].map(Math.fround))
    assert.deepEqual(range, finiteValues(data).range)
  })

  it('turns a steady range round', () => {
    assert.deepEqual(
      rangeToMeters({ min: 2, max: 6 }, 'relative-inverse', { scale: 0.5, shift: -0.5 }),
      {
        min: 0.4,
        max: 2,
      },
    )
    assert.equal(rangeToMeters({ min: 0, max: 6 }, 'relative-inverse', line), undefined)
  })
})
