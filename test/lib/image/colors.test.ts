import assert from 'node:assert/strict'
import sharp from 'sharp'
import { loadImage } from '../../../lib/image/load'
import {
  colorAt,
  cornersOf,
  isNear,
  scene,
  scenesByFormat,
  type Color,
} from '../../../testing/frames/scenes'

const options = { label: 'msg.payload' }
const upright = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight']

function plain([r, g, b]: Color, width = 64, height = 48): sharp.Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
}

async function colorOf(bytes: Buffer): Promise<{ color: Color; channels: number }> {
  const { frame } = await loadImage(bytes, options)
  const { pixels } = await frame.pixels({ width: 28, height: 14 })
  assert.equal(pixels.data.constructor, Uint8Array)
  return { color: colorAt(pixels, 0.5, 0.5), channels: pixels.data.length / (28 * 14) }
}

describe('an encoded image', () => {
  it('is read in every format, by its content', async () => {
    for (const [format, bytes] of Object.entries(await scenesByFormat())) {
      const { frame, measured } = await loadImage(bytes, options)
      assert.equal(String(frame), `ImageFrame 320x240 ${format}`)
      assert.equal(frame.source, 'msg.payload (Buffer)')
      assert.equal(frame.encoded?.equals(bytes), true)
      assert.deepEqual(measured, [])
      assert.deepEqual(await cornersOf(frame, { width: 56, height: 42 }), upright, format)
    }
  })

  it('may be a plain Uint8Array', async () => {
    const bytes = new Uint8Array(await scene().png().toBuffer())
    const { frame } = await loadImage(bytes, options)
    assert.equal(String(frame), 'ImageFrame 320x240 png')
  })

  const orange: Color = [200, 100, 30]
  const kinds: Record<string, { make: () => sharp.Sharp; expected: Color; tolerance: number }> = {
    CMYK: {
      make: () => plain(orange).toColorspace('cmyk').jpeg(),
      expected: orange,
      tolerance: 30,
    },
    '16-bit': {
      make: () => plain(orange).toColorspace('rgb16').png(),
      expected: orange,
      tolerance: 1,
    },
    gray: {
      make: () => plain([90, 90, 90]).grayscale().png(),
      expected: [90, 90, 90],
      tolerance: 1,
    },
    '16-bit gray': {
      make: () => plain([90, 90, 90]).toColorspace('grey16').png(),
      expected: [90, 90, 90],
      tolerance: 1,
    },
    'half transparent': {
      make: () => plain(orange).ensureAlpha(0.5).png(),
      expected: [100, 50, 15],
      tolerance: 1,
    },
    'gray and half transparent': {
      make: () => plain([90, 90, 90]).grayscale().ensureAlpha(0.5).png(),
      expected: [45, 45, 45],
      tolerance: 1,
    },
    palette: { make: () => plain(orange).png({ palette: true }), expected: orange, tolerance: 1 },
    'Display P3': {
      // sRGB orange in the wider space; to be turned back by the embedded profile.
      make: () => plain(orange).withIccProfile('p3').png(),
      expected: orange,
      tolerance: 2,
    },
  }
  for (const [name, { make, expected, tolerance }] of Object.entries(kinds)) {
    it(`that is ${name} becomes 8-bit sRGB`, async () => {
      const { color, channels } = await colorOf(await make().toBuffer())
      assert.equal(channels, 3)
      assert.ok(isNear(color, expected, tolerance), `${String(color)} for ${String(expected)}`)
    })
  }

  it('gives the first frame of an animated GIF and WebP', async () => {
    const raw = { width: 16, height: 32, channels: 3, pageHeight: 16 } as const
    const frames = sharp(Buffer.concat([Buffer.alloc(768, 200), Buffer.alloc(768, 20)]), { raw })
    for (const bytes of [await frames.clone().gif().toBuffer(), await frames.webp().toBuffer()]) {
      const { frame } = await loadImage(bytes, options)
      assert.deepEqual([frame.width, frame.height], [16, 16])
      const { pixels } = await frame.pixels({ width: 16, height: 16 })
      assert.ok(isNear(colorAt(pixels, 0.5, 0.9), [200, 200, 200], 3))
    }
  })
})

describe('EXIF orientation', () => {
  /** What undoes each orientation, applied to an upright image to store it that way. */
  const stored: Record<number, (image: sharp.Sharp) => sharp.Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(270).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(90).flop(),
    8: (image) => image.rotate(90),
  }
  for (const [orientation, store] of Object.entries(stored)) {
    it(`${orientation} is honored`, async () => {
      const turned = await store(scene()).png().toBuffer()
      const bytes = await sharp(turned)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg({ quality: 95 })
        .toBuffer()
      const { frame } = await loadImage(bytes, options)
      assert.deepEqual([frame.width, frame.height], [320, 240])
      assert.deepEqual(await cornersOf(frame, { width: 56, height: 42 }), upright)
    })
  }
})
