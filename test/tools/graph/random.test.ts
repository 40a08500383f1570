import assert from 'node:assert/strict'
import { uniform } from '../../../tools/graph/random'

describe('seeded numbers', () => {
  it('are the same on every machine', () => {
    const expected = Float32Array.of(0.596346378326416, 0.6320152282714844, -0.9211962223052979)
    assert.deepEqual(uniform(1, 'weight', 3, -1, 1), expected)
  })

  it('differ with the seed and with the name', () => {
    const [first] = uniform(1, 'weight', 1, -1, 1)
    assert.notEqual(uniform(2, 'weight', 1, -1, 1)[0], first)
    assert.notEqual(uniform(1, 'bias', 1, -1, 1)[0], first)
  })

  it('are spread evenly over their range', () => {
    const values = uniform(1, 'spread', 100_000, 2, 6)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    assert.ok(values.every((value) => value >= 2 && value <= 6))
    assert.ok(Math.abs(mean - 4) < 0.02, `mean ${mean}`)
    // A uniform spread over a range of 4 has the variance 16 / 12.
    assert.ok(Math.abs(variance - 16 / 12) < 0.02, `variance ${variance}`)
  })
})
