import assert from 'node:assert/strict'
import { orderStatistics } from '../../../lib/depth/order-statistics'

describe('values at ranks', () => {
  const rows: readonly (readonly [what: string, valueOf: (i: number) => number])[] = [
    ['of any size and sign', (i) => ((i * 7919) % 1000) - 500 + (i % 7) / 8],
    ['that are nearly the same', (i) => 2 + ((i * 31) % 97) * 1e-6],
    ['that are all the same', () => -3.5],
    ['of every magnitude', (i) => (i % 2 === 0 ? 1 : -1) * 2 ** ((i * 13) % 200)],
    ['around zero', (i) => [0, -0, 1e-45, -1e-45][i % 4] ?? 0],
  ]
  for (const [what, valueOf] of rows) {
    it(`are those of the sorted list, for values ${what}`, () => {
      const values = Float32Array.from({ length: 999 }, (_, i) => valueOf(i))
      const sorted = values.toSorted()
      const ranks = [0, 1, 2, 333, 334, 500, 997, 998]
      assert.deepEqual(
        orderStatistics(values, ranks),
        ranks.map((rank) => sorted[rank]),
      )
    })
  }

  it('are found in a part of a larger memory', () => {
    const values = Float32Array.of(9, 8, 3, 1, 2, 7)
    assert.deepEqual(orderStatistics(values.subarray(2, 5), [0, 1, 2]), [1, 2, 3])
    assert.deepEqual([...values.subarray(0, 2), values[5]], [9, 8, 7])
  })
})
