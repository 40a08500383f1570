import assert from 'node:assert/strict'
import { roundValues } from '../../../lib/render/ticks'

describe('round values of a range', () => {
  const cases: readonly [min: number, max: number, values: readonly number[]][] = [
    [0, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    [0.31, 2.1, [0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]],
    [7.5, 28.8, [10, 15, 20, 25]],
    [-3, 5, [-3, -2, -1, 0, 1, 2, 3, 4, 5]],
    [1.2e-7, 5.5e-7, [1.5e-7, 2e-7, 2.5e-7, 3e-7, 3.5e-7, 4e-7, 4.5e-7, 5e-7, 5.5e-7]],
    [4, 4, [4]],
  ]
  for (const [min, max, values] of cases) {
    it(`are ${values.join(', ')} from ${min} to ${max}`, () => {
      assert.deepEqual(roundValues({ min, max }), values)
    })
  }

  it('are few, whatever the range', () => {
    for (const max of [1e-38, 0.3, 1, 1.01, 777, 1e9, 3e38]) {
      for (const min of [0, -max, max * 0.999]) {
        const { length } = roundValues({ min, max })
        assert.ok(length >= 3 && length <= 11, `${length} from ${min} to ${max}`)
      }
    }
    assert.ok(roundValues({ min: 1e9, max: 1e9 + 1e-7 }).length <= 11)
  })
})
