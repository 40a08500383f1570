import assert from 'node:assert/strict'
import sharp from 'sharp'
import { colorMap } from '../../../lib/render/color-maps'
import { encodePng, filterUp, pngStride } from '../../../lib/render/png'

const size = { width: 301, height: 97 }
const pixels = Uint8Array.from(
  { length: size.width * size.height },
  (_, place) => (place * 7) ^ (place >> 4),
)
/** Rows as the drawing thread makes them. */
function pngRows(values: Uint8Array, width: number): Uint8Array {
  const height = values.length / width
  const rows = new Uint8Array(pngStride(width) * height)
  for (let y = 0; y < height; y++) {
    rows.set(values.subarray(y * width, (y + 1) * width), y * pngStride(width) + 1)
  }
  filterUp(rows, width)
  return rows
}

describe('a PNG of a depth map', () => {
  it('holds the very pixels, in gray', async () => {
    const png = await encodePng(pngRows(pixels, size.width), size, undefined)
    const { data, info } = await sharp(png)
      .toColorspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    assert.deepEqual([info.width, info.height, info.channels], [size.width, size.height, 1])
    assert.ok(data.equals(pixels))
    const { space, depth } = await sharp(png).metadata()
    assert.deepEqual({ space, depth }, { space: 'b-w', depth: 'uchar' })
  })

  it('takes its colors from a palette', async () => {
    const palette = colorMap('turbo')
    const png = await encodePng(pngRows(pixels, size.width), size, palette)
    const data = await sharp(png).raw().toBuffer()
    const index = pixels[5000] ?? 0
    assert.deepEqual(
      [...data.subarray(15000, 15003)],
      [...palette.subarray(3 * index, 3 * index + 3)],
    )
  })

  it('takes less than two thirds of a byte a pixel where depth is smooth', async () => {
    const slopes = pixels.map((_, place) => {
      const [x, y] = [(place % size.width) / 31, Math.floor(place / size.width) / 23]
      return 128 + 60 * Math.sin(x + y * y) + 60 * Math.cos(y - 0.3 * x * x)
    })
    const png = await encodePng(pngRows(slopes, size.width), size, undefined)
    assert.ok(
      png.length < (2 / 3) * slopes.length,
      `${png.length} bytes for ${slopes.length} pixels`,
    )
  })

  it('may be one pixel', async () => {
    const png = await encodePng(pngRows(Uint8Array.of(77), 1), { width: 1, height: 1 }, undefined)
    assert.deepEqual([...(await sharp(png).toColorspace('b-w').raw().toBuffer())], [77])
  })
})
