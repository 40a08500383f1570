import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import { loadImage } from '../../../../lib/image/load'
import type { ErrorCode } from '../../../../lib/errors'
import { coded } from '../../../../testing/errors'
import { colorAt } from '../../../../testing/frames/scenes'

const options = { label: 'msg.payload' }
const size = { width: 6, height: 4 }

/** One color all over, channel by channel. */
function filled(...channels: number[]): Buffer {
  return Buffer.concat(Array.from({ length: 24 }, () => Buffer.from(channels)))
}

describe('raw pixels', () => {
  const good = { data: filled(1, 2, 3), ...size, channels: 3 }
  const layouts = [
    { colorSpace: 'RGB', channels: 3, data: filled(10, 20, 30), expected: [10, 20, 30] },
    { colorSpace: 'BGR', channels: 3, data: filled(10, 20, 30), expected: [30, 20, 10] },
    { colorSpace: 'RGBA', channels: 4, data: filled(10, 20, 30, 255), expected: [10, 20, 30] },
    { colorSpace: 'BGRA', channels: 4, data: filled(10, 20, 30, 255), expected: [30, 20, 10] },
    { colorSpace: 'GRAY', channels: 1, data: filled(77), expected: [77, 77, 77] },
  ]
  for (const { expected, ...pixels } of layouts) {
    it(`are honored as ${pixels.colorSpace}`, async () => {
      const { frame } = await loadImage({ ...pixels, ...size, dtype: 'uint8' }, options)
      assert.equal(String(frame), 'ImageFrame 6x4 raw')
      assert.equal(frame.encoded, undefined)
      for (const target of [size, { width: 14, height: 28 }]) {
        const decoded = await frame.pixels(target)
        assert.deepEqual(colorAt(decoded.pixels, 0.5, 0.5), expected)
        assert.equal(decoded.pixels.data.length, target.width * target.height * 3)
      }
    })
  }

  const carriers: Record<string, (data: Buffer) => unknown> = {
    'a Buffer that was JSON': (data) => JSON.parse(JSON.stringify(data)) as unknown,
    'an array': (data) => [...data],
    'an array buffer': (data) => Uint8Array.from(data).buffer,
    'a clamped array': (data) => Uint8ClampedArray.from(data),
    'a typed array of another realm': (data) =>
      runInNewContext('Uint8Array.from(data)', { data: [...data] }) as unknown,
  }
  for (const [name, carried] of Object.entries(carriers)) {
    it(`may be ${name}`, async () => {
      const value = { data: carried(filled(1, 2, 3)), ...size, channels: 3 }
      const { frame } = await loadImage(value, options)
      assert.deepEqual(colorAt((await frame.pixels(size)).pixels, 0, 0), [1, 2, 3])
    })
  }

  it('may be the ImageData of a canvas or the bitmap of Jimp', async () => {
    const data = new Uint8ClampedArray(filled(1, 2, 3, 255))
    for (const value of [{ data, ...size, colorSpace: 'srgb' }, { bitmap: { data, ...size } }]) {
      const { frame } = await loadImage(value, options)
      assert.deepEqual(colorAt((await frame.pixels(size)).pixels, 0, 0), [1, 2, 3])
    }
  })

  it('may have a prototype of any kind', async () => {
    const value = JSON.parse(JSON.stringify({ ...good, constructor: null })) as unknown
    assert.equal((await loadImage(value, options)).frame.width, 6)
    const bare = Object.assign(Object.create(null) as object, good)
    assert.equal((await loadImage(bare, options)).frame.width, 6)
  })

  it('take their color space from the number of channels where none is named', async () => {
    const { frame } = await loadImage({ data: filled(1, 2, 3), ...size, channels: 3 }, options)
    assert.deepEqual(colorAt((await frame.pixels(size)).pixels, 0, 0), [1, 2, 3])
  })

  it('stand on black where they are transparent', async () => {
    const data = Buffer.concat([filled(200, 100, 50, 0).subarray(0, 92), filled(9, 9, 9, 255)])
    const pixels = { data: data.subarray(0, 96), ...size, channels: 4, colorSpace: 'BGRA' }
    const { frame } = await loadImage(pixels, options)
    assert.deepEqual(colorAt((await frame.pixels(size)).pixels, 0.5, 0.5), [0, 0, 0])
  })

  it('are not turned: the first row is the top', async () => {
    const data = Buffer.concat([Buffer.alloc(36, 250), Buffer.alloc(36, 5)])
    const { frame } = await loadImage({ data, ...size, channels: 3 }, options)
    const { pixels } = await frame.pixels(size)
    assert.deepEqual(colorAt(pixels, 0.5, 0), [250, 250, 250])
    assert.deepEqual(colorAt(pixels, 0.5, 0.9), [5, 5, 5])
  })

  const refused: Record<string, [object, ErrorCode, RegExp]> = {
    'another type': [{ ...good, dtype: 'float32' }, 'INPUT_UNSUPPORTED', /float32.*uint8/],
    'another color space': [{ ...good, colorSpace: 'HSV' }, 'INPUT_UNSUPPORTED', /HSV.*BGRA/],
    'the old name of the color space': [
      { ...good, colourSpace: 'BGR' },
      'INPUT_UNSUPPORTED',
      /colourSpace has to be called colorSpace/,
    ],
    'two channels': [{ ...good, channels: 2 }, 'INPUT_UNSUPPORTED', /channels is 2/],
    'channels that no length fits': [
      { ...good, height: 5, channels: undefined },
      'INPUT_UNSUPPORTED',
      /channels is 2\.4/,
    ],
    'channels that are an object': [
      { ...good, channels: { valueOf: 1, toString: 1 } },
      'INPUT_UNSUPPORTED',
      /properties "valueOf", "toString"/,
    ],
    'channels that are a symbol': [
      { ...good, channels: Symbol('three') },
      'INPUT_UNSUPPORTED',
      /channels is a symbol/,
    ],
    'a color space that is a property of every object': [
      { ...good, colorSpace: 'constructor' },
      'INPUT_UNSUPPORTED',
      /"constructor"/,
    ],
    'a dtype of thousands of characters': [
      { ...good, dtype: 'x'.repeat(5000) },
      'INPUT_UNSUPPORTED',
      /^.{0,300}$/,
    ],
    'values of 16 bits': [
      { ...good, data: new Uint16Array(36) },
      'INPUT_UNSUPPORTED',
      /Uint16Array.*Buffer/,
    ],
    'channels and color space that disagree': [
      { ...good, colorSpace: 'RGBA' },
      'INPUT_UNSUPPORTED',
      /channels is 3 where colorSpace is "RGBA"/,
    ],
    'data that is not bytes': [{ ...good, data: ['a'] }, 'INPUT_UNSUPPORTED', /array.*Buffer/],
    'a width that is a string': [{ ...good, width: '6' }, 'INPUT_UNSUPPORTED', /"6"/],
    'too few bytes': [{ ...good, height: 5 }, 'IMAGE_INVALID', /72 bytes.*takes 90/],
    'too many bytes': [{ ...good, height: 3 }, 'IMAGE_INVALID', /72 bytes.*takes 54/],
    'no pixels': [{ ...good, data: Buffer.alloc(0), width: 0 }, 'IMAGE_EMPTY', /0x4/],
  }
  for (const [name, [value, code, text]] of Object.entries(refused)) {
    it(`with ${name} are refused by name`, () =>
      assert.rejects(loadImage(value, options), coded(code, text)))
  }

  it('keep to the limit of pixels', () =>
    assert.rejects(loadImage(good, { ...options, maxPixels: 23 }), coded('IMAGE_TOO_LARGE')))
})
