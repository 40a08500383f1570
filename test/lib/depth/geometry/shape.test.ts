import assert from 'node:assert/strict'
import { bounds, contains, isShape, type Shape } from '../../../../lib/depth/geometry/shape'

const rectangle: Shape = {
  kind: 'rectangle',
  points: [
    { x: 0.6, y: 0.2 },
    { x: 0.2, y: 0.4 },
  ],
}

/** Open at the top: its middle lies outside. */
const horseshoe: Shape = {
  kind: 'polygon',
  points: [
    { x: 0, y: 0 },
    { x: 0.2, y: 0 },
    { x: 0.2, y: 0.8 },
    { x: 0.8, y: 0.8 },
    { x: 0.8, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0, y: 1 },
  ],
}

describe('shapes over an image', () => {
  it('have the rectangle around them', () => {
    const { x, y, width, height } = bounds(rectangle)
    assert.deepEqual([x, y], [0.2, 0.2])
    assert.ok(Math.abs(width - 0.4) < 1e-9 && Math.abs(height - 0.2) < 1e-9)
  })

  it('contain what is inside of them', () => {
    assert.ok(contains(rectangle, { x: 0.4, y: 0.3 }))
    assert.ok(!contains(rectangle, { x: 0.4, y: 0.5 }))
    assert.ok(contains(horseshoe, { x: 0.1, y: 0.5 }))
    assert.ok(!contains(horseshoe, { x: 0.5, y: 0.5 }))
    assert.ok(contains(horseshoe, { x: 0.5, y: 0.9 }))
    assert.ok(!contains({ kind: 'point', points: [{ x: 0.5, y: 0.5 }] }, { x: 0.5, y: 0.5 }))
  })

  for (const [name, value] of Object.entries({
    'no object': 'point',
    null: null,
    'an unknown kind': { kind: 'circle', points: [{ x: 0.5, y: 0.5 }] },
    'a kind that every object has': { kind: 'toString', points: [] },
    'points outside': { kind: 'point', points: [{ x: 1.5, y: 0.5 }] },
    'points that are no numbers': { kind: 'point', points: [{ x: '0.5', y: 0.5 }] },
    'too few corners': { kind: 'polygon', points: rectangle.points },
    'too many corners': { kind: 'polygon', points: Array(101).fill({ x: 0.5, y: 0.5 }) },
  })) {
    it(`are not ${name}`, () => assert.ok(!isShape(value)))
  }

  it('are recognized', () => assert.ok(isShape(rectangle) && isShape(horseshoe)))
})
