import assert from 'node:assert/strict'
import { drawnShape, moved, pointsText, shapeFrom, withPoint } from '../../../editor/shapes/edit'
import { isShape, type Shape } from '../../../lib/depth/geometry/shape'

const rectangle: Shape = {
  kind: 'rectangle',
  points: [
    { x: 0.2, y: 0.3 },
    { x: 0.6, y: 0.9 },
  ],
}

describe('changes of shapes', () => {
  it('move a shape as far as it stays inside the image', () => {
    assert.equal(pointsText(moved(rectangle, { x: 0.1, y: -0.1 })), '30, 20; 70, 80')
    assert.equal(pointsText(moved(rectangle, { x: -1, y: 1 })), '0, 40; 40, 100')
  })

  it('move one point, and keep it inside', () => {
    assert.equal(pointsText(withPoint(rectangle, 1, { x: 2, y: 0.5 })), '20, 30; 100, 50')
  })

  it('draw nothing without an area', () => {
    const [first = { x: 0, y: 0 }] = rectangle.points
    assert.equal(drawnShape('rectangle', [first, { x: first.x, y: 1 }]), undefined)
    assert.equal(drawnShape('polygon', [first, first, first]), undefined)
    assert.ok(isShape(drawnShape('point', [first])))
  })
})

describe('the text of a place', () => {
  for (const [kind, text] of [
    ['point', '12.34, 56.7'],
    ['rectangle', '0, 0; 100, 50'],
    ['polygon', '0, 0; 100, 50; 20, 70; 10, 10'],
  ] as const) {
    it(`is read as it is written: ${text}`, () => {
      const shape = shapeFrom(kind, text)
      assert.ok(isShape(shape))
      assert.equal(pointsText(shape), text)
    })
  }

  it('may be separated by spaces alone', () => {
    assert.deepEqual(shapeFrom('point', ' 10  20 '), shapeFrom('point', '10, 20'))
  })

  for (const [kind, text] of [
    ['point', ''],
    ['point', '10'],
    ['point', '10, 20; 30, 40'],
    ['point', '10, 120'],
    ['point', '10, x'],
    ['rectangle', '10, 20'],
    ['polygon', '10, 20; 30, 40'],
  ] as const) {
    it(`is no ${kind}: "${text}"`, () => assert.equal(shapeFrom(kind, text), undefined))
  }
})
