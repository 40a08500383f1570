import assert from 'node:assert/strict'
import { accountFor, type Account } from '../../../lib/timing/accounting'
import type { Stage } from '../../../lib/timing/timeline'

type Row = readonly [stage: Stage['stage'], start: number, ms: number, more?: Partial<Stage>]

/** The account at a moment of a message that began at 1000. */
function account(at: number, ...rows: readonly Row[]): Account {
  const stages = rows.map(([stage, start, ms, more]) => ({
    stage,
    start,
    ms,
    node: 'n',
    name: 'n',
    ...more,
  }))
  return accountFor({ id: 'frame', started: 1000, stages }, 1000 + at)
}

describe('the account of a message', () => {
  it('adds up its stages, those of one name together, in order', () => {
    const { total, stages } = account(
      100,
      ['read', 0, 10],
      ['queue', 10, 5],
      ['decode', 15, 20],
      ['queue', 35, 7],
    )
    assert.equal(total, 100)
    assert.deepEqual(stages, { read: 10, queue: 12, decode: 20 })
    assert.deepEqual(Object.keys(stages), ['read', 'queue', 'decode'])
  })

  it('leaves over what no stage covers, overlapping stages counted once', () => {
    const gapsAndOverlaps = account(
      100,
      ['inference', 50, 30],
      ['read', 10, 20],
      ['decode', 20, 20],
    )
    assert.equal(gapsAndOverlaps.unaccounted, 40)
    const oneInsideOther = account(100, ['queue', 0, 90], ['decode', 10, 20])
    assert.equal(oneInsideOther.unaccounted, 10)
  })

  it('counts a stage only as far as it lies in the time of the message', () => {
    assert.equal(account(100, ['decode', -50, 60]).unaccounted, 90)
    assert.equal(account(100, ['encode', 90, 60]).unaccounted, 90)
    assert.equal(account(100, ['encode', 500, 60]).unaccounted, 100)
  })

  it('is never below zero, whatever clock the message comes from', () => {
    const { total, unaccounted, cost } = account(-500, ['read', 0, 10])
    assert.deepEqual([total, unaccounted, cost], [0, 0, 0])
  })

  it('costs the total less the waiting', () => {
    const { cost } = account(100, ['decode', 0, 20], ['queue', 20, 50], ['inference', 70, 30])
    assert.equal(cost, 50)
  })

  it('charges a shared decode to each that uses it, also when it was over before', () => {
    const decode: Row = ['decode', 0, 20]
    const first = account(50, decode, ['inference', 20, 30])
    const second = account(80, ['queue', 20, 30], ['decode', 0, 20, { shared: true }])
    const later = account(30, ['decode', -500, 20, { shared: true }], ['inference', 0, 30])
    assert.deepEqual([first.cost, second.cost, later.cost], [50, 50, 50])
  })

  it('is cold when any of its stages is', () => {
    assert.equal(account(9, ['queue', 0, 1], ['inference', 1, 8]).cold, false)
    assert.equal(account(9, ['inference', 0, 9, { cold: true }], ['range', 9, 0]).cold, true)
  })
})
