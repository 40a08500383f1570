import assert from 'node:assert/strict'
import type { ImageFrame, Pixels } from '../../../lib/frames/image-frame'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import {
  afterFirstSegment,
  firstScanOf,
  jpegOfScans,
  paddedJpeg,
  withoutSpectralEnd,
} from '../../../testing/frames/jpegs'
import { cornersOf, scene } from '../../../testing/frames/scenes'

const options = { label: 'msg.payload' }
const size = { width: 112, height: 84 }
const upright = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight']

async function load(bytes: Buffer): Promise<ImageFrame> {
  return (await loadImage(bytes, options)).frame
}

async function pixelsOf(bytes: Buffer, target = size): Promise<Pixels> {
  return (await (await load(bytes)).pixels(target)).pixels
}

describe('a JPEG that every viewer shows', () => {
  let jpeg: Buffer
  before(async () => {
    jpeg = await scene().jpeg({ quality: 90 }).toBuffer()
  })

  const oddities: Record<string, [(bytes: Buffer) => Buffer, RegExp]> = {
    'ends its spectral selection at 0': [withoutSpectralEnd, /Invalid SOS parameters/],
    'names an unknown Adobe transform': [
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, 2),
          Buffer.from('ffee000e41646f626500640000000005', 'hex'),
          bytes.subarray(2),
        ]),
      /Adobe color transform code 5/,
    ],
    'has garbage between two segments': [
      (bytes) => afterFirstSegment(bytes, Buffer.alloc(600, 0x20)),
      /600 extraneous bytes/,
    ],
    'has one byte between two segments': [
      (bytes) => afterFirstSegment(bytes, Buffer.alloc(1)),
      /1 extraneous bytes/,
    ],
  }
  for (const [name, [make, reason]] of Object.entries(oddities)) {
    it(`and ${name} is decoded, with one warning that names the reason`, async () => {
      const frame = await load(make(jpeg))
      assert.deepEqual(await cornersOf(frame, size), upright)
      await frame.pixels({ width: 56, height: 42 })
      assert.deepEqual(
        frame.warnings.map(({ kind }) => kind),
        ['harmless-errors'],
      )
      assert.match(frame.warnings[0]?.message ?? '', reason)
    })
  }

  it('and is padded before hundreds of restart markers is decoded as without the padding', async () => {
    const target = { width: 320, height: 240 }
    const expected = await pixelsOf(await paddedJpeg(40, 30, 0), target)
    for (const padding of [4, 7, 300]) {
      const actual = await pixelsOf(await paddedJpeg(40, 30, padding), target)
      assert.equal(Buffer.compare(actual.data, expected.data), 0, `${padding} bytes`)
    }
  })

  const harmless: Record<string, (bytes: Buffer) => Buffer> = {
    'begins twice': (bytes) => Buffer.concat([Buffer.from('ffd8', 'hex'), bytes]),
    'has a marker without a length between two segments': (bytes) =>
      afterFirstSegment(bytes, Buffer.from('ff01', 'hex')),
    'has 65,000 fill bytes before its scan': (bytes) => {
      const scan = firstScanOf(bytes)
      const fill = Buffer.alloc(65_000, 0xff)
      return Buffer.concat([bytes.subarray(0, scan), fill, bytes.subarray(scan)])
    },
    'has no end marker': (bytes) => bytes.subarray(0, -2),
    'has half an end marker': (bytes) => bytes.subarray(0, -1),
    'has zeros in place of its end marker': (bytes) =>
      Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(32)]),
    'has FF 00 in place of its end marker': (bytes) =>
      Buffer.concat([bytes.subarray(0, -2), Buffer.from('ff00', 'hex')]),
  }
  for (const [name, make] of Object.entries(harmless)) {
    it(`and ${name} is decoded`, async () => {
      const frame = await load(make(jpeg))
      assert.deepEqual(await cornersOf(frame, size), upright)
    })
  }
})

describe('a JPEG without its end', () => {
  it('is refused wherever it is cut, at any size', async () => {
    for (const progressive of [false, true]) {
      const jpeg = await scene(640, 480).jpeg({ progressive }).toBuffer()
      for (let part = 1; part < 60; part++) {
        const cut = jpeg.subarray(0, Math.floor((jpeg.length * part) / 60))
        await assert.rejects(load(cut), coded('IMAGE_TRUNCATED'), `${part} of 60`)
      }
    }
  })
})

describe('a JPEG of many scans', () => {
  it('is decoded with up to 100, and refused with more before anything is decoded', async () => {
    await pixelsOf(jpegOfScans(64, 48, 100))
    for (const scans of [101, 883]) {
      const refused = load(jpegOfScans(64, 48, scans))
      await assert.rejects(refused, coded('IMAGE_INVALID', /more than 100 scans/))
    }
  })

  it('is not mistaken for one where a video or other bytes follow', async () => {
    const jpeg = await scene().jpeg().toBuffer()
    const looksLikeScans = Buffer.from('ffda00'.repeat(900), 'hex')
    await pixelsOf(Buffer.concat([jpeg, looksLikeScans]))
  })

  it('is refused where its markers are counted past reason', async () => {
    const jpeg = await scene().jpeg().toBuffer()
    const markers = Buffer.from('ffda00'.repeat(1_000_000), 'hex')
    await assert.rejects(load(Buffer.concat([jpeg, markers])), coded('IMAGE_INVALID'))
  })
})

describe('a JPEG of a kind that is not supported', () => {
  it('is refused by its reason where its header is damaged and its end is there', async () => {
    const jpeg = await scene().jpeg().toBuffer()
    const comment = Buffer.from('fffe000b4142434445', 'hex')
    await assert.rejects(
      pixelsOf(afterFirstSegment(jpeg, comment)),
      coded('IMAGE_DAMAGED', /extraneous bytes|not defined/),
    )
  })

  it('is refused by its kind, not as damaged', async () => {
    for (const [bits, text] of [
      [12, /12-bit JPEG/],
      [9, /another number of bits than 8/],
    ] as const) {
      const jpeg = await scene().jpeg().toBuffer()
      jpeg[jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 4] = bits
      await assert.rejects(pixelsOf(jpeg), coded('IMAGE_INVALID', text))
    }
    const lossless = await scene().jpeg().toBuffer()
    lossless[lossless.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3
    await assert.rejects(pixelsOf(lossless), coded('IMAGE_INVALID', /lossless JPEG/))
  })
})
