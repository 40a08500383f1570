import assert from 'node:assert/strict'
import { depthKindNames, depthKinds } from '../../../lib/frames/depth-kinds'
import { depthFrame } from '../../../testing/frames/depth-frames'

/** Two rows of four values; the last column has none. */
const map = [
  [0, 1, 2, NaN],
  [4, 5, 10, Infinity],
]

for (const kind of depthKindNames) {
  describe(`the nearness of ${kind} depth`, () => {
    const frame = depthFrame(map, { kind })
    const { nearIsLarge } = depthKinds[kind]
    const near = (position: number) => (nearIsLarge ? position : 1 - position)

    it('is 0 at the farthest and 1 at the nearest point', () => {
      assert.equal(frame.nearness(0, 0), near(0))
      assert.equal(frame.nearness(0.6, 0.9), near(1))
      assert.equal(frame.nearness(0, 0.9), near(0.4))
    })

    it('is that of the median of a region', () => {
      assert.deepEqual(frame.region(0, 0, 0.75, 1), {
        min: 0,
        max: 10,
        median: 4,
        nearness: near(0.4),
      })
      assert.deepEqual(frame.region(0.5, 0.5, 0, 0), {
        min: 10,
        max: 10,
        median: 10,
        nearness: near(1),
      })
    })

    it('is NaN where there is no value', () => {
      assert.equal(frame.nearness(1, 0), NaN)
      assert.equal(frame.region(0.75, 0, 0.25, 1).nearness, NaN)
    })
  })
}

describe('the nearness of a frame', () => {
  it('is half way where everything is equally far', () => {
    const flat = depthFrame([[3]])
    assert.equal(flat.nearness(0.5, 0.5), 0.5)
  })

  it('takes regions inside the image only', () => {
    const frame = depthFrame(map)
    const boxes: [number, number, number, number][] = [
      [-0.1, 0, 1, 1],
      [0.5, 0, 0.6, 1],
      [0, 0, -1, 1],
      [NaN, 0, 1, 1],
    ]
    for (const box of boxes) {
      assert.throws(() => frame.region(...box), RangeError)
    }
    assert.equal(frame.region(0.7, 0, 0.3, 1).max, 10)
  })
})
