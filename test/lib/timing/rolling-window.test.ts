import assert from 'node:assert/strict'
import { RollingWindow } from '../../../lib/timing/rolling-window'

function windowOf(size: number, values: readonly number[]): RollingWindow {
  const window = new RollingWindow(size)
  for (const value of values) window.add(value)
  return window
}

describe('the figures of a rolling window', () => {
  it('are mean and percentiles, interpolated between the two nearest ranks', () => {
    const shuffled = Array.from({ length: 101 }, (_, i) => (i * 37) % 101)
    assert.deepEqual(windowOf(101, shuffled).figures(), { mean: 50, p50: 50, p95: 95, p99: 99 })
    assert.deepEqual(windowOf(9, [10, 20]).figures(), { mean: 15, p50: 15, p95: 19.5, p99: 19.9 })
    assert.deepEqual(windowOf(9, [7]).figures(), { mean: 7, p50: 7, p95: 7, p99: 7 })
  })

  it('are of the last values alone', () => {
    const window = windowOf(3, [1000, 2000, 3, 1, 2])
    assert.equal(window.length, 3)
    assert.equal(window.figures().mean, 2)
    assert.equal(window.figures().p50, 2)
  })

  it('are no numbers while it is empty', () => {
    const window = windowOf(3, [])
    assert.equal(window.length, 0)
    assert.ok(Object.values(window.figures()).every(Number.isNaN))
  })
})
