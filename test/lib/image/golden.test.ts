import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Size } from '../../../lib/frames/image-frame'
import { loadImage } from '../../../lib/image/load'
import { inputSize } from '../../../lib/image/sizing'

const folder = join(__dirname, '../../golden')

/** A row of sizing.json. */
interface Sizing extends Size {
  readonly size: number
  readonly lower_bound: Size
  readonly minimal: Size
}

describe('sizes against the published preprocessing', () => {
  const rows = JSON.parse(readFileSync(join(folder, 'sizing.json'), 'utf8')) as Sizing[]
  for (const policy of ['lower_bound', 'minimal'] as const) {
    it(`are equal with ${policy}`, () => {
      const actual = rows.map((row) => ({ ...row, [policy]: inputSize(policy, row, row.size, 14) }))
      assert.deepEqual(actual, rows)
    })
  }
})

// Enlarged by the same kind of interpolation, with another coefficient; shrunk with antialiasing.
describe('resized pixels against OpenCV', () => {
  for (const { levels, ...size } of [
    { width: 336, height: 252, levels: 0.2 },
    { width: 196, height: 140, levels: 1 },
  ]) {
    const name = `${size.width}x${size.height}`
    it(`are within ${levels} of 255 levels of INTER_CUBIC on average at ${name}`, async () => {
      const bytes = readFileSync(join(folder, 'resize-source.png'))
      const expected = await sharp(join(folder, `resize-${name}.png`))
        .raw()
        .toBuffer()
      const { frame } = await loadImage(bytes, { label: 'the drawn image' })
      const { data } = (await frame.pixels(size)).pixels
      assert.equal(data.length, expected.length)
      const sum = expected.reduce(
        (total, value, i) => total + Math.abs(value - (data[i] ?? NaN)),
        0,
      )
      const mean = sum / expected.length
      assert.ok(mean < levels, `mean absolute difference ${mean}`)
    })
  }
})
