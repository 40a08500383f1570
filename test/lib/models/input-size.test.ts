import assert from 'node:assert/strict'
import { modelInputSize } from '../../../lib/models/input-size'
import { graphDescriptor } from '../../../testing/models/graph-descriptor'

const { input } = graphDescriptor('any', 518)
const tiny = { ...input, size: 252, minSide: 42 }

type Case = readonly [
  name: string,
  given: Parameters<typeof modelInputSize>,
  width: number,
  height: number,
]

const cases: readonly Case[] = [
  ['a usual image as its sizing says', [input, { width: 1280, height: 720 }], 924, 518],
  ['a very wide one with less pixels', [input, { width: 1600, height: 200 }], 2758, 336],
  ['a very high one with less pixels', [input, { width: 100, height: 1500 }], 252, 3780],
  ['a strip of one pixel', [input, { width: 20_000, height: 1 }], 68_376, 14],
  [
    'a side of the node squared',
    [input, { width: 3840, height: 2160 }, { size: 1400 }],
    1862,
    1036,
  ],
  [
    'a square of any side',
    [input, { width: 640, height: 480 }, { sizing: 'fixed', size: 2048 }],
    2044,
    2044,
  ],
  [
    'a ceiling of the descriptor',
    [
      { ...input, maxPixels: 300_000 },
      { width: 1280, height: 720 },
    ],
    728,
    406,
  ],
  ['a side of 14 raised', [tiny, { width: 640, height: 480 }, { size: 14 }], 42, 42],
  ['a fixed 28 raised', [tiny, { width: 640, height: 480 }, { sizing: 'fixed', size: 28 }], 42, 42],
  ['longest at 10:1 raised', [tiny, { width: 1000, height: 100 }, { sizing: 'longest' }], 252, 42],
  ['longest at 1:40 raised', [tiny, { width: 50, height: 2000 }, { sizing: 'longest' }], 42, 252],
  ['one pixel', [tiny, { width: 1, height: 1 }], 252, 252],
  [
    'fixed sides as they are',
    [
      { ...input, width: 1920, height: 1080 },
      { width: 9, height: 9 },
    ],
    1920,
    1080,
  ],
  [
    'one fixed side and a very wide image',
    [
      { ...input, height: 504 },
      { width: 9000, height: 9 },
    ],
    1890,
    504,
  ],
  [
    'one fixed side and a very high image',
    [
      { ...tiny, height: 504 },
      { width: 9, height: 9000 },
    ],
    42,
    504,
  ],
]

describe('the input size of a model', () => {
  for (const [name, given, width, height] of cases) {
    it(`is ${width}x${height} for ${name}`, () => {
      assert.deepEqual(modelInputSize(...given), { width, height })
    })
  }

  it('never has more pixels than the shape of an image may lead to, nor a side too short', () => {
    for (const sizing of ['lower_bound', 'minimal', 'longest'] as const) {
      for (let width = 1; width <= 16_384; width = Math.ceil(width * 1.7)) {
        for (let height = 1; height <= 16_384; height = Math.ceil(height * 1.7)) {
          const size = modelInputSize(tiny, { width, height }, { sizing })
          const about = `${sizing} of ${width}x${height}: ${size.width}x${size.height}`
          assert.ok(size.width * size.height <= 2 * 924 * 518, about)
          assert.ok(Math.min(size.width, size.height) >= 42, about)
          assert.ok(size.width % 14 === 0 && size.height % 14 === 0, about)
        }
      }
    }
  })
})
