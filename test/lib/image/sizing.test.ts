import assert from 'node:assert/strict'
import { inputSize, type SizingPolicy } from '../../../lib/image/sizing'
import { coded } from '../../../testing/errors'

type Row = [policy: SizingPolicy, source: string, size: number, expected: string]

function sized(policy: SizingPolicy, source: string, size: number): string {
  const [width = 0, height = 0] = source.split('x').map(Number)
  const result = inputSize(policy, { width, height }, size, 14)
  return `${result.width}x${result.height}`
}

describe('the size at which an image is given to a model', () => {
  const rows: Row[] = [
    ['lower_bound', '1280x720', 518, '924x518'],
    ['lower_bound', '640x480', 518, '686x518'],
    ['lower_bound', '400x300', 518, '686x518'],
    ['lower_bound', '720x1280', 518, '518x924'],
    // 500 is not a multiple of 14: where rounding falls below it, the next one is taken.
    ['lower_bound', '500x500', 500, '504x504'],
    ['lower_bound', '400x400', 510, '518x518'],
    ['minimal', '400x300', 518, '518x392'],
    ['minimal', '1280x720', 518, '924x518'],
    ['minimal', '300x400', 518, '392x518'],
    ['fixed', '1280x720', 518, '518x518'],
    ['fixed', '1280x720', 500, '504x504'],
    ['longest', '1280x720', 518, '518x294'],
    ['longest', '720x1280', 518, '294x518'],
    ['longest', '1280x720', 392, '392x224'],
    ['longest', '100x100', 500, '504x504'],
    // A side is at least one multiple long, however narrow the image.
    ['longest', '4000x10', 518, '518x14'],
    ['minimal', '2000x1', 518, '518x14'],
    ['fixed', '10x10', 5, '14x14'],
  ]
  for (const [policy, source, size, expected] of rows) {
    it(`is ${expected} for ${source} with ${policy} ${size}`, () => {
      assert.equal(sized(policy, source, size), expected)
    })
  }

  it('rounds halves to the even multiple, as Python does', () => {
    // 259 / 14 = 18.5 becomes 18; 273 / 14 = 19.5 becomes 20.
    assert.equal(sized('longest', '518x259', 518), '518x252')
    assert.equal(sized('longest', '518x273', 518), '518x280')
  })

  it('takes the multiple of the model', () => {
    const size = inputSize('lower_bound', { width: 1280, height: 720 }, 384, 32)
    assert.deepEqual(size, { width: 672, height: 384 })
  })

  it('is refused for an image without pixels', () => {
    const size = { width: 0, height: 10 }
    assert.throws(() => inputSize('fixed', size, 518, 14), coded('IMAGE_EMPTY', /0x10/))
  })
})
