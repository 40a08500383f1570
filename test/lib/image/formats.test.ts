import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { imageIn } from '../../../lib/image/embedded'
import { identify, identifyRefused } from '../../../lib/image/formats'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { scenesByFormat } from '../../../testing/frames/scenes'
import { deepTiff } from '../../../testing/frames/tiffs'
import { uniform } from '../../../tools/graph/random'

const inputs = 100_000

describe('the check of formats', () => {
  it('answers for 100,000 mutated beginnings of images', async () => {
    const headers = Object.values(await scenesByFormat()).map((bytes) => bytes.subarray(0, 4096))
    const numbers = uniform(1, 'formats', 5 * inputs, 0, 1)
    let identified = 0
    for (let input = 0; input < inputs; input++) {
      const [which = 0, length = 0, ...places] = numbers.subarray(5 * input, 5 * input + 5)
      const header = headers[Math.floor(which * headers.length)] ?? Buffer.alloc(0)
      const bytes = Buffer.from(header.subarray(0, 1 + Math.floor(length * header.length)))
      // One byte anywhere and one in the first 64, where the lengths and counts of headers are.
      for (const [at = 0, value = 0] of [
        [places[0], places[1]],
        [(places[2] ?? 0) / (bytes.length / 64), which],
      ]) {
        bytes[Math.floor(at * bytes.length)] = Math.floor(value * 256)
      }
      const format = identify(bytes)
      format?.isComplete?.(bytes)
      format?.isBomb?.(bytes)
      imageIn(bytes)
      if (format !== undefined || identifyRefused(bytes) !== undefined) identified++
    }
    assert.ok(identified > inputs / 2, `${identified} identified`)
  })
})

describe('the remedy for what is not an image that can be read', () => {
  const size = { width: 32, height: 24 }
  let png: Buffer
  before(async () => {
    png = await sharp({ create: { ...size, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
  })

  /** A PNG of 0x0 pixels, with the right checksum. */
  const emptyPng = () => {
    const header = Buffer.alloc(17, 0)
    png.copy(header, 0, 12, 29)
    header.fill(0, 4, 12)
    const checksum = Buffer.alloc(4)
    checksum.writeUInt32BE(crc32(header))
    return Buffer.concat([png.subarray(0, 12), header, checksum, png.subarray(33)])
  }

  const cases: Record<string, [() => Buffer, RegExp]> = {
    'a sound': [() => Buffer.from('RIFF\x24\0\0\0WAVEfmt '), /sound\. Check which property/],
    'a ZIP archive': [() => Buffer.from('504b030400000000', 'hex'), /ZIP archive\. Unpack it/],
    'a gzip archive': [() => Buffer.from('1f8b080000000000', 'hex'), /gzip archive\. Unpack it/],
    'an MP4': [() => Buffer.from('000000186674797069736f6d', 'hex'), /video\. Take single frames/],
    'a BMP': [() => Buffer.from('424d000000', 'hex'), /BMP image\. Send JPEG/],
    'a TIFF of 64 bits': [
      () => deepTiff(size, 'float64', 1, (x) => x),
      /a TIFF with more than 32 bits in a value, which is not supported\. Send an ordinary JPEG/,
    ],
    'a PNG without pixels': [emptyPng, /header .* cannot be read.*save it again as JPEG or PNG/],
    'a PNG with two headers': [
      () => Buffer.concat([png.subarray(0, 33), png.subarray(8)]),
      /header .* cannot be read.*save it again as JPEG or PNG/,
    ],
  }
  for (const [name, [bytes, text]] of Object.entries(cases)) {
    it(`is one for ${name}`, () =>
      assert.rejects(loadImage(bytes(), { label: 'msg.payload' }), coded('IMAGE_INVALID', text)))
  }
})
