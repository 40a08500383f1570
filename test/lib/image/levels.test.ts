import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { ImageFrame } from '../../../lib/frames/image-frame'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { deepTiff } from '../../../testing/frames/tiffs'
import { colorAt } from '../../../testing/frames/scenes'

const size = { width: 160, height: 120 }

/** From 0 on the left to 1 on the right, with a disc. */
function ramp(x: number, y: number): number {
  return (x - 0.6) ** 2 + (y - 0.5) ** 2 < 0.06 ? 0.5 : x
}

function grayPng(level: (value: number, index: number) => number): Promise<Buffer> {
  const { width, height } = size
  const at = (index: number) => ramp((index % width) / width, Math.floor(index / width) / height)
  const values = Uint16Array.from({ length: width * height }, (_, index) => level(at(index), index))
  return sharp(values, { raw: { ...size, channels: 1 } })
    .toColorspace('grey16')
    .png()
    .toBuffer()
}

async function decoded(bytes: Buffer): Promise<{ frame: ImageFrame; levels: Set<number> }> {
  const { frame } = await loadImage(bytes, { label: 'msg.payload' })
  const { pixels } = await frame.pixels(size)
  return { frame, levels: new Set(pixels.data) }
}

function kindsOf(frame: ImageFrame): readonly string[] {
  return frame.warnings.map(({ kind }) => kind)
}

describe('an image of more than 8 bits', () => {
  it('that uses few of its levels is stretched to full contrast, with a warning', async () => {
    const { frame, levels } = await decoded(await grayPng((value) => 29_500 + 1500 * value))
    assert.ok(levels.size > 150 && levels.has(0) && levels.has(255), `${levels.size} levels`)
    assert.deepEqual(kindsOf(frame), ['stretched'])
    assert.match(frame.warnings[0]?.message ?? '', /2950\d to 3\d{4}/)
  })

  it('is stretched although a few of its pixels are dead', async () => {
    const dead = (value: number, index: number) =>
      index % 9000 === 100 ? 65_535 : 29_500 + 1500 * value
    const { levels } = await decoded(await grayPng(dead))
    assert.ok(levels.size > 100, `${levels.size} levels`)
  })

  it('that uses most of its levels keeps them', async () => {
    const { frame } = await decoded(await grayPng((value) => 65_535 * value))
    const { pixels } = await frame.pixels(size)
    assert.ok(Math.abs(colorAt(pixels, 0.2, 0.1)[0] - 51) < 3)
    assert.deepEqual(kindsOf(frame), [])
  })

  for (const [kind, channels, low, high] of [
    ['float32', 1, 0, 1],
    ['float32', 1, 18, 37],
    ['float32', 1, 0.5, 80],
    ['float32', 1, -40, -10],
    ['int16', 1, -200, 180],
    ['int16', 1, 500, 12_000],
    ['int8', 1, -60, 60],
    ['uint32', 1, 1000, 4e9],
    ['int32', 1, -100, 300],
    ['uint16', 3, 0, 955],
    ['int16', 3, -300, 300],
    ['uint32', 3, 70_000, 90_000],
    ['float32', 3, 0, 255],
    ['float32', 3, -5, 0.5],
  ] as const) {
    const colors = channels === 1 ? 'gray' : 'RGB'
    it(`that is ${colors} ${kind} from ${low} to ${high} is stretched, with a warning`, async () => {
      const value = (x: number, y: number) => low + (high - low) * ramp(x, y)
      const { frame, levels } = await decoded(deepTiff(size, kind, channels, value))
      assert.ok(levels.size > 100 && levels.has(0) && levels.has(255), `${levels.size} levels`)
      assert.deepEqual(kindsOf(frame), ['stretched'])
    })
  }

  it('keeps the balance of its colors where it is stretched', async () => {
    const values = Uint16Array.from({ length: 3 * 160 * 120 }, (_, at) =>
      at % 3 === 0 ? 1000 : (at % 480) * 2,
    )
    const raw = sharp(values, { raw: { ...size, channels: 3 } })
    const { frame } = await decoded(await raw.toColorspace('rgb16').png().toBuffer())
    const { pixels } = await frame.pixels(size)
    const [red, green] = colorAt(pixels, 0.5, 0.5)
    assert.ok(red > 240 && Math.abs(green - red / 2) < 10, `${red}, ${green}`)
  })

  it('that is RGB from 0 to 1 is light, as libvips has it', async () => {
    const { frame, levels } = await decoded(deepTiff(size, 'float32', 3, ramp))
    assert.ok(levels.size > 100 && levels.has(0), `${levels.size} levels`)
    assert.deepEqual(kindsOf(frame), [])
  })

  it('may be a single pixel', async () => {
    const { frame } = await decoded(deepTiff({ width: 1, height: 1 }, 'uint16', 1, () => 500))
    assert.deepEqual(kindsOf(frame), ['uniform'])
  })

  it('that is floating point with NaN in it is refused by name', async () => {
    const tiff = deepTiff(size, 'float32', 1, (x, y) => (x < 0.1 ? NaN : ramp(x, y)))
    await assert.rejects(decoded(tiff), coded('IMAGE_INVALID', /not numbers \(NaN or infinite\)/))
  })
})

describe('an image in which nothing is to be seen', () => {
  it('has a warning where one color fills it', async () => {
    const background = { r: 20, g: 30, b: 40 }
    const gray = sharp({ create: { ...size, channels: 3, background } })
    const { frame } = await decoded(await gray.png().toBuffer())
    assert.deepEqual(kindsOf(frame), ['uniform'])
  })

  it('is used without its transparency, with a warning, where it is transparent everywhere', async () => {
    const gradient = await grayPng((value) => 65_535 * value)
    const visible = await sharp(gradient).toColorspace('srgb').png().toBuffer()
    const transparent = await sharp(visible).ensureAlpha(0).png().toBuffer()
    const { frame, levels } = await decoded(transparent)
    assert.ok(levels.size > 150, `${levels.size} levels`)
    assert.deepEqual(kindsOf(frame), ['transparent'])
  })

  it('does not come from raw pixels whose fourth byte was never set', async () => {
    const { width, height } = size
    const data = Buffer.alloc(width * height * 4)
    for (let at = 0; at < data.length; at += 4) data[at] = data[at + 2] = (at / 4) % width
    const value = { data, width, height, channels: 4, colorSpace: 'BGRA' }
    const { frame } = await loadImage(value, { label: 'msg.payload' })
    const { pixels } = await frame.pixels({ width: 80, height: 60 })
    assert.ok(new Set(pixels.data).size > 50)
    assert.deepEqual(kindsOf(frame), ['transparent'])
  })
})
