import assert from 'node:assert/strict'
import type { Account } from '../../../lib/timing/accounting'
import { Statistics, type Entry } from '../../../lib/timing/statistics'

/** A message of which only the given parts matter. */
function message({
  key = 'tiny-v2',
  frame = 'f',
  at = 0,
  ...account
}: Partial<Entry & Account>): Entry {
  const { total = 10 } = account
  return {
    key,
    frame,
    at,
    provider: 'cpu',
    account: { total, unaccounted: 1, cost: total, stages: {}, cold: false, ...account },
  }
}

/** Statistics that counted these messages. */
function counted(...messages: readonly Parameters<typeof message>[0][]): Statistics {
  const statistics = new Statistics(100)
  for (const one of messages) statistics.add(message(one))
  return statistics
}

describe('statistics by key', () => {
  it('report count, percentiles, rate, provider and the median of each stage', () => {
    const statistics = counted(
      { at: 1000, total: 10, stages: { queue: 1, inference: 6 } },
      { at: 1500, total: 30, stages: { queue: 3, inference: 8 } },
      { at: 2000, total: 20, stages: { queue: 8, inference: 7 } },
    )
    assert.deepEqual(statistics.figuresOf('tiny-v2', 2000), {
      count: 3,
      cold: 0,
      window: 3,
      fps: 2,
      provider: 'cpu',
      mean: 20,
      p50: 20,
      p95: 29,
      p99: 29.8,
      unaccounted: 1,
      stages: { queue: 3, inference: 7 },
    })
  })

  it('keep keys apart', () => {
    const { keys } = counted({ key: 'a', total: 1 }, { key: 'b', total: 2 }).summary(0)
    assert.deepEqual(
      Object.entries(keys).map(([key, { p50 }]) => [key, p50]),
      [
        ['a', 1],
        ['b', 2],
      ],
    )
  })

  it('count cold messages and keep them out of all figures', () => {
    const { keys, ratios } = counted(
      { key: 'a', total: 9000, cold: true },
      { key: 'a', frame: 'g', total: 50 },
      { key: 'b', total: 60 },
    ).summary(0)
    assert.equal(keys['a']?.cold, 1)
    assert.equal(keys['a'].count, 1)
    assert.equal(keys['a'].mean, 50)
    assert.deepEqual(ratios, [])
  })

  it('rest on the last messages alone', () => {
    const statistics = new Statistics(2)
    for (const total of [900, 20, 40]) statistics.add(message({ total }))
    const figures = statistics.figuresOf('tiny-v2')
    assert.deepEqual([figures?.count, figures?.window, figures?.mean], [3, 2, 30])
  })

  it('forget the key not seen for longest when there are more than 64', () => {
    const statistics = counted(...Array.from({ length: 64 }, (_, i) => ({ key: `k${i}` })))
    statistics.add(message({ key: 'k0' }))
    statistics.add(message({ key: 'new' }))
    const keys = Object.keys(statistics.summary().keys)
    assert.equal(keys.length, 64)
    assert.ok(keys.includes('k0') && keys.includes('new') && !keys.includes('k1'))
  })

  it('start again after a reset', () => {
    const statistics = counted({ key: 'a' }, { key: 'b' })
    statistics.reset()
    assert.deepEqual(statistics.summary(), { keys: {}, ratios: [] })
    assert.equal(statistics.figuresOf('a'), undefined)
    statistics.add(message({ key: 'b' }))
    assert.deepEqual(statistics.summary().ratios, [])
  })

  it('are undefined for a key that was never counted', () => {
    assert.equal(counted({ key: 'a' }).figuresOf('toString'), undefined)
  })
})

describe('ratios of two keys', () => {
  it('are formed frame by frame, of what each message cost, V2 over V1', () => {
    const { ratios } = counted(
      { frame: '1', key: 'tiny-v1', cost: 100, total: 5 },
      { frame: '1', key: 'tiny-v2', cost: 110, total: 9000 },
      // Frame 2 takes ten times as long, in whichever order its messages come.
      { frame: '2', key: 'tiny-v2', cost: 1200 },
      { frame: '2', key: 'tiny-v1', cost: 1000 },
      { frame: '3', key: 'tiny-v1', cost: 100 },
      { frame: '3', key: 'tiny-v2', cost: 130 },
      { frame: '4', key: 'tiny-v2', cost: 1 },
    ).summary()
    assert.deepEqual(ratios, [{ a: 'tiny-v2', b: 'tiny-v1', pairs: 3, median: 1.2 }])
  })

  it('are reported for each pair of more than two keys', () => {
    const { ratios } = counted(
      { key: 'a', cost: 10 },
      { key: 'b', cost: 20 },
      { key: 'c', cost: 80 },
    ).summary()
    assert.deepEqual(
      ratios.map(({ a, b, median }) => `${a}/${b} ${median}`),
      ['b/a 2', 'c/a 8', 'c/b 4'],
    )
  })

  it('leave out a message that cost nothing', () => {
    const { ratios } = counted({ key: 'a', cost: 0 }, { key: 'b', cost: 20 }).summary()
    assert.deepEqual(ratios, [])
  })

  it('wait for the second message of a frame while 256 others pass, and no longer', () => {
    const others = Array.from({ length: 255 }, (_, i) => ({ frame: `g${i}`, key: 'b', cost: 10 }))
    const statistics = counted({ frame: 'f', key: 'a', cost: 10 }, ...others)
    statistics.add(message({ frame: 'f', key: 'b', cost: 30 }))
    assert.equal(statistics.summary().ratios[0]?.median, 3)
    const late = counted({ frame: 'f', key: 'a' }, ...others, { frame: 'h', key: 'b' })
    late.add(message({ frame: 'f', key: 'b' }))
    assert.deepEqual(late.summary().ratios, [])
  })
})
