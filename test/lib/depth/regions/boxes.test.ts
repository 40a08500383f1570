import assert from 'node:assert/strict'
import { regionsOfBoxes, type BoxOptions } from '../../../../lib/depth/regions/boxes'
import { regionsOfMessage } from '../../../../lib/depth/regions/message-regions'
import { bounds } from '../../../../lib/depth/geometry/shape'
import { coded } from '../../../../testing/errors'

const corners: BoxOptions = { format: 'corners', scale: { width: 1, height: 1 }, part: 1 }
const size: BoxOptions = { ...corners, format: 'size' }

/** Names and left, top, width, height in thousandths. */
function read(value: unknown, options: BoxOptions, taken: readonly string[] = []) {
  return regionsOfBoxes(value, 'msg.boxes', options, taken).map(({ name, shape }) => {
    const { x, y, width, height } = bounds(shape)
    return [name, ...[x, y, width, height].map((side) => Math.round(side * 1000))]
  })
}

describe('the boxes of a message', () => {
  const same = ['box', 100, 200, 300, 400]

  it('are corners or a size, as the dialog says', () => {
    assert.deepEqual(read([[0.1, 0.2, 0.4, 0.6]], corners), [same])
    assert.deepEqual(read([[0.1, 0.2, 0.3, 0.4]], size), [same])
  })

  it('are pixels of the size that the dialog says', () => {
    const scale = { width: 1000, height: 500 }
    assert.deepEqual(read([[100, 100, 400, 300]], { ...corners, scale }), [same])
    assert.deepEqual(read([[100, 100, 300, 200]], { ...size, scale }), [same])
  })

  for (const [what, entry, options] of [
    ['under "box"', { box: [0.1, 0.2, 0.4, 0.6] }, corners],
    ['under "bbox"', { bbox: [0.1, 0.2, 0.3, 0.4] }, size],
    ['x1 to y2', { x1: 0.1, y1: 0.2, x2: 0.4, y2: 0.6 }, corners],
    ['xmin to ymax', { xmin: 0.1, ymin: 0.2, xmax: 0.4, ymax: 0.6 }, corners],
    ['x, y, width and height', { x: 0.1, y: 0.2, width: 0.3, height: 0.4 }, size],
    ['x, y, w and h', { x: 0.1, y: 0.2, w: 0.3, h: 0.4 }, size],
  ] as const) {
    it(`have their numbers ${what}`, () => assert.deepEqual(read([entry], options), [same]))
  }

  it('may be one alone, such as that of a Frigate event', () => {
    const scale = { width: 1280, height: 720 }
    const event = { id: 'x', label: 'person', box: [128, 144, 512, 432] }
    assert.deepEqual(read(event, { ...corners, scale }), [['person', 100, 200, 300, 400]])
    assert.deepEqual(read([0.1, 0.2, 0.4, 0.6], corners), [same])
  })

  it('are measured in their middle', () => {
    const middle = ['box', 175, 300, 150, 200]
    assert.deepEqual(read([[0.1, 0.2, 0.4, 0.6]], { ...corners, part: 0.5 }), [middle])
  })

  it('are named by their labels, and numbered', () => {
    const box = [0, 0, 1, 1]
    const boxes = [{ class: 'car', box }, { label: 'car', box }, { name: 'gate', box }, { box }]
    assert.deepEqual(
      read(boxes, corners, ['gate']).map(([name]) => name),
      ['car', 'car 2', 'gate 2', 'box'],
    )
  })

  it('do not take the name of the whole map', () => {
    assert.deepEqual(read([{ label: 'all', box: [0, 0, 1, 1] }], corners)[0]?.[0], 'all 2')
  })

  it('may be none', () => assert.deepEqual(read([], corners), []))

  for (const [what, value] of [
    ['text', 'person'],
    ['three numbers', [[1, 2, 3]]],
    ['numbers as text', [['1', '2', '3', '4']]],
    ['a number that is not finite', [[1, 2, 3, NaN]]],
    ['a size where corners are expected', [{ x: 1, y: 2, width: 3, height: 4 }]],
    ['four numbers of a size where corners are expected', [[0.5, 0.5, 0.2, 0.2]]],
    ['nothing', [null]],
    ['an array with holes', Array(2)],
    ['more than a hundred', Array.from({ length: 101 }, () => [0, 0, 1, 1])],
  ] as const) {
    it(`are refused where they are ${what}`, () => {
      assert.throws(() => read(value, corners), coded('INPUT_UNSUPPORTED', /msg\.boxes/))
    })
  }
})

describe('the regions of a message', () => {
  it('are rectangles and polygons', () => {
    const regions = regionsOfMessage(
      [
        { name: 'door', x: 0.1, y: 0.2, width: 0.3, height: 0.4 },
        { name: 'bin', points: [[0, 0], { x: 1, y: 0 }, [0.5, 1]] },
      ],
      'msg.regions',
    )
    assert.deepEqual(
      regions.map(({ name, shape }) => [name, shape.kind, shape.points.length]),
      [
        ['door', 'rectangle', 2],
        ['bin', 'polygon', 3],
      ],
    )
  })

  for (const [what, value] of [
    ['an object', { name: 'door' }],
    ['without a name', [{ x: 0, y: 0, width: 1, height: 1 }]],
    ['named as the whole map is', [{ name: 'all', x: 0, y: 0, width: 1, height: 1 }]],
    ['a point', [{ name: 'door', points: [[0, 0]] }]],
    ['points with holes', [{ name: 'door', points: Array(3) }]],
    ['an array with holes', Array(2)],
    ['of text', [{ name: 'door', x: '0', y: 0, width: 1, height: 1 }]],
    ['too many', Array.from({ length: 101 }, () => ({}))],
    ['empty entries', [null]],
  ] as const) {
    it(`are refused where they are ${what}`, () => {
      const read = () => regionsOfMessage(value, 'msg.regions')
      assert.throws(read, coded('INPUT_UNSUPPORTED', /msg\.regions/))
    })
  }
})
