import assert from 'node:assert/strict'
import { RecentTimings } from '../../../lib/timing/recent-timings'
import { withStages, type StageName, type Timing } from '../../../lib/timing/timeline'

function after(previous: Timing | undefined, node: string, ...stages: StageName[]): Timing {
  const at = (previous?.started ?? 1000) + 10 * (previous?.stages.length ?? 0)
  const measured = stages.map((stage, index) => ({ stage, at: at + 10 * index, ms: 10 }))
  return withStages(previous, { id: node, name: node }, measured)
}

function recentOf(...timings: Timing[]): RecentTimings {
  const recent = new RecentTimings()
  for (const timing of timings) recent.add(timing)
  return recent
}

describe('the last timings', () => {
  it('are of each message the longest, the latest last', () => {
    const first = after(undefined, 'load', 'read', 'decode')
    const other = after(undefined, 'load', 'read')
    const whole = after(first, 'infer', 'queue', 'inference')
    assert.deepEqual(recentOf(first, other, whole).last(9), [other, whole])
  })

  it('are one for each branch of a fan-out, whose second wire carries a copy', () => {
    const image = after(undefined, 'load', 'decode')
    const v1 = after(image, 'v1', 'inference')
    const copy = structuredClone(image)
    const v2 = after(copy, 'v2', 'inference')
    const shown = after(structuredClone(v2), 'render', 'color')
    assert.deepEqual(recentOf(image, v1, v2, shown).last(9), [v1, shown])
  })

  it('are kept by reference, as many as asked for, and never more than 256', () => {
    const timings = Array.from({ length: 300 }, () => after(undefined, 'load', 'read'))
    const recent = recentOf(...timings)
    assert.equal(recent.last(1)[0], timings[299])
    assert.deepEqual(recent.last(1000), timings.slice(44))
  })

  it('leave out a message that goes round in the flow for ever', () => {
    const round = after(undefined, 'loop', ...Array.from({ length: 65 }, () => 'queue' as const))
    assert.deepEqual(recentOf(round).last(9), [])
  })
})
