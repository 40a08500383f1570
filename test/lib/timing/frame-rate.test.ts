import assert from 'node:assert/strict'
import { FrameRate } from '../../../lib/timing/frame-rate'

/** A rate that counted frames at these seconds. */
function counted(...seconds: number[]): FrameRate {
  const rate = new FrameRate()
  for (const second of seconds) rate.count(1000 * second)
  return rate
}

describe('frames per second', () => {
  it('are none for fewer than two frames', () => {
    assert.equal(counted().perSecond(5000), 0)
    assert.equal(counted(5).perSecond(5000), 0)
    assert.equal(counted(5, 5).perSecond(5000), 0)
  })

  it('are those of the last ten seconds', () => {
    const slowThenFast = [0, 2, 4, 6, 8, 10, ...Array.from({ length: 101 }, (_, i) => 20 + i / 10)]
    assert.equal(
      counted(...slowThenFast)
        .perSecond(29_999)
        .toFixed(3),
      '10.000',
    )
  })

  it('are right again soon after a pause', () => {
    assert.equal(counted(0, 0.5, 1, 3600, 3600.5, 3601).perSecond(3_601_000), 2)
  })

  it('are measured between frames that are more than ten seconds apart', () => {
    assert.equal(counted(0, 60, 120).perSecond(120_000), 1 / 60)
  })

  it('fall when no more frames come', () => {
    const rate = counted(0, 0.1, 0.2, 0.3)
    assert.ok(rate.perSecond(300) > 9)
    assert.ok(rate.perSecond(100_000) < 0.011)
  })

  it('are right at any rate', () => {
    const times = Array.from({ length: 30_000 }, (_, i) => i / 1000)
    assert.equal(Math.round(counted(...times).perSecond(29_999)), 1000)
  })
})
