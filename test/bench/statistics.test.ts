import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { confidenceInterval, median, quantile, statistics } from '../../bench/statistics'
import { isMet, target, type Target } from '../../bench/target'
import { interleave } from '../../bench/interleave'

describe('the statistics of the bench', () => {
  it('take the median, between two values where their number is even', () => {
    assert.equal(median([5, 1, 3]), 3)
    assert.equal(median([4, 1, 3, 2]), 2.5)
    assert.equal(statistics.median([9, 7, 8]), 8)
  })

  it('take the largest', () => {
    assert.equal(statistics.largest([-3, -1, -2]), -1)
  })

  it('take a quantile by linear interpolation between neighbors', () => {
    assert.equal(quantile([10, 20, 30, 40, 50], 0.25), 20)
    assert.equal(quantile([0, 100], 0.99), 99)
  })

  it('take a ratio of medians as a over b', () => {
    assert.equal(statistics.ratio_of_medians([2, 4, 100], [8, 7, 9]), 0.5)
  })

  it('take the deviation of pairs from one, whichever is the larger of a pair', () => {
    const deviation = statistics.median_pair_deviation([1.1, 0.8, 2], [1, 1, 2])
    assert.ok(Math.abs(deviation - 0.1) < 1e-12)
  })

  it('take the difference of 99th percentiles as a minus b', () => {
    const a = Array.from({ length: 101 }, (_, index) => index)
    assert.equal(
      statistics.p99_difference(
        a,
        a.map((value) => value / 2),
      ),
      49.5,
    )
  })

  it('take growth as the last tenth minus the first', () => {
    const rising = Array.from({ length: 100 }, (_, index) => index)
    assert.equal(statistics.growth(rising), 90)
    assert.equal(statistics.growth(rising.toReversed()), -90)
  })

  it('give an interval around the value, the same for the same samples', () => {
    const a = Array.from({ length: 40 }, (_, index) => 10 + Math.sin(index))
    const interval = confidenceInterval('median', a, [])
    assert.ok(interval !== undefined)
    assert.ok(interval.low < median(a) && median(a) < interval.high)
    assert.deepEqual(confidenceInterval('median', a, []), interval)
    assert.equal(confidenceInterval('growth', a, []), undefined)
  })
})

describe('a target of the bench', () => {
  it('is met by its comparison', () => {
    const samples = { a: [0.97], b: [1] }
    assert.equal(isMet(target('most', 'ratio_of_medians', samples, '<=', 0.97)), true)
    assert.equal(isMet(target('below', 'ratio_of_medians', samples, '<', 0.97)), false)
    assert.equal(isMet(target('least', 'ratio_of_medians', samples, '>=', 0.98)), false)
  })

  it('has the value of the samples that it keeps', () => {
    const { a, b, value } = target('x', 'ratio_of_medians', { a: [1 / 3], b: [2 / 7] }, '<', 1)
    assert.deepEqual([a, b], [[0.333333], [0.285714]])
    assert.equal(value, 0.333333 / 0.285714)
  })
})

describe('interleaving', () => {
  it('runs A B B A, and leaves the first block out', async () => {
    const order: string[] = []
    const samples = await interleave(
      2,
      () => Promise.resolve(order.push('A')),
      () => Promise.resolve(order.push('B')),
    )
    assert.equal(order.join(''), 'ABBAABBAABBA')
    assert.deepEqual(samples, { a: [6.5, 10.5], b: [6.5, 10.5] })
  })
})

describe('the results of the bench in this repository', () => {
  const folder = join(__dirname, '../../bench/results')
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))

  it('are there', () => assert.notEqual(files.length, 0))

  for (const name of files) {
    it(`can be computed again from the samples in ${name}`, () => {
      const text = readFileSync(join(folder, name), 'utf8')
      const { targets } = JSON.parse(text) as { targets: readonly Target[] }
      assert.ok(targets.length > 0)
      for (const { id, statistic, a, b, value } of targets) {
        assert.equal(statistics[statistic](a, b), value, id)
      }
    })
  }
})
