import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { scene, scenesByFormat } from '../../../testing/frames/scenes'
import { grayTiff } from '../../../testing/frames/tiffs'

const options = { label: 'msg.payload' }

async function refuses(bytes: Buffer, ...expected: Parameters<typeof coded>): Promise<void> {
  await assert.rejects(loadImage(bytes, options), coded(...expected))
}

async function decoded(bytes: Buffer): Promise<unknown> {
  const { frame } = await loadImage(bytes, options)
  return frame.pixels({ width: 308, height: 224 })
}

/** Formats whose end is found by a marker or a length, and those that only a decoder judges. */
const formatsWithEnd = ['jpeg', 'png', 'webp']
const formatsWithoutEnd = ['avif', 'tiff', 'gif']
const shares = [0.05, 0.25, 0.5, 0.75, 0.95, 0.999]

describe('an image that is cut short', () => {
  let images: Record<string, Buffer>
  before(async () => {
    images = {
      ...(await scenesByFormat()),
      'progressive jpeg': await scene().jpeg({ progressive: true }).toBuffer(),
      'tiled tiff': await scene().tiff({ tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
    }
  })

  const imagesIn = (formats: readonly string[]) =>
    Object.entries(images).filter(([name]) => formats.includes(name.split(' ').at(-1) ?? ''))

  for (const share of shares) {
    const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * share))

    it(`after ${share * 100} % is refused in a format that marks its end`, async () => {
      for (const [name, bytes] of imagesIn(formatsWithEnd)) {
        await refuses(cut(bytes), 'IMAGE_TRUNCATED', new RegExp(name.split(' ').at(-1) ?? '', 'i'))
      }
    })

    it(`after ${share * 100} % fails at its first decode, at the latest, in every other`, async () => {
      for (const [name, bytes] of imagesIn(formatsWithoutEnd)) {
        await assert.rejects(
          decoded(cut(bytes)),
          (error: { code?: string }) =>
            error.code === 'IMAGE_INVALID' || error.code === 'IMAGE_DAMAGED',
          name,
        )
      }
    })
  }

  it('by its last byte is refused as PNG and WebP; a JPEG only lacks its end marker then', async () => {
    for (const [, bytes] of imagesIn(['png', 'webp'])) {
      await refuses(bytes.subarray(0, -1), 'IMAGE_TRUNCATED', /msg\.payload/)
    }
    for (const [, bytes] of imagesIn(['jpeg'])) await decoded(bytes.subarray(0, -1))
  })

  it('passes the load as an AVIF with a whole header, and fails at its first decode', async () => {
    const avif = images['avif'] ?? Buffer.alloc(0)
    const { frame } = await loadImage(avif.subarray(0, avif.length / 2), options)
    assert.equal(frame.width, 320)
    const decoding = frame.pixels({ width: 28, height: 28 })
    await assert.rejects(decoding, coded('IMAGE_DAMAGED', /msg\.payload/))
  })

  it('is recognized where an EXIF thumbnail has an end marker too', async () => {
    const thumbnail = await scene(16, 16).jpeg().toBuffer()
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), thumbnail])
    app1.writeUInt16BE(thumbnail.length + 2, 2)
    const jpeg = images['jpeg'] ?? Buffer.alloc(0)
    const whole = Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)])
    assert.equal((await loadImage(whole, options)).frame.width, 320)
    await refuses(whole.subarray(0, whole.length / 2), 'IMAGE_TRUNCATED')
  })
})

describe('a header that was made to keep a parser busy', () => {
  it('is left to the decoder where it is an AVIF whose box has no length', async () => {
    const avif = Buffer.alloc(32)
    avif.writeUInt32BE(16, 0)
    avif.write('ftypavif', 4, 'latin1')
    avif.writeUInt32BE(1, 16)
    avif.write('mdat', 20, 'latin1')
    await refuses(avif, 'IMAGE_INVALID')
  })

  it('is left to the decoder where it is a TIFF that counts billions of strips', async () => {
    const tiff = Buffer.alloc(64)
    tiff.write('49492a0008000000' + '0100' + '11010400ffffffff00000000', 'hex')
    await refuses(tiff, 'IMAGE_INVALID')
  })

  it('is left to the decoder after 1000 segments where it is a JPEG', async () => {
    const jpeg = await scene().jpeg().toBuffer()
    const padded = (segments: number) =>
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.from('ffec0002'.repeat(segments), 'hex'),
        jpeg.subarray(2),
      ])
    assert.equal((await loadImage(padded(900), options)).frame.width, 320)
    await decoded(padded(2000))
    await refuses(padded(2000).subarray(0, -500), 'IMAGE_TRUNCATED')
  })
})

describe('bytes after the end of an image', () => {
  it('are left alone in every container, as cameras send them', async () => {
    for (const [format, bytes] of Object.entries(await scenesByFormat())) {
      for (const trailer of [Buffer.alloc(32), Buffer.from('@@@ raspberry pi camera data')]) {
        const { frame } = await loadImage(Buffer.concat([bytes, trailer]), options)
        assert.equal(frame.format, format)
        await frame.pixels({ width: 28, height: 28 })
      }
    }
  })
})

describe('damage inside of an image', () => {
  it('passes the load and is an error at the first decode, naming the source', async () => {
    const { jpeg, png, webp, tiff } = await scenesByFormat()
    for (const bytes of [jpeg, png, webp, tiff]) {
      const damaged = Buffer.from(bytes ?? [])
      damaged.fill(0x55, Math.floor(damaged.length * 0.4), Math.floor(damaged.length * 0.6))
      const { frame } = await loadImage(damaged, options)
      const decoded = frame.pixels({ width: 308, height: 224 })
      await assert.rejects(decoded, coded('IMAGE_DAMAGED', /msg\.payload \(Buffer\)/))
    }
  })

  it('of a single bit is found by the checksum of a PNG', async () => {
    const damaged = await scene().png().toBuffer()
    const middle = Math.floor(damaged.length / 2)
    damaged.writeUInt8(damaged.readUInt8(middle) ^ 1, middle)
    const { frame } = await loadImage(damaged, options)
    await assert.rejects(frame.pixels({ width: 28, height: 28 }), coded('IMAGE_DAMAGED'))
  })

  it('is found in a JPEG that shrinks while it is read', async () => {
    const jpeg = await scene(1600, 1200).jpeg().toBuffer()
    const middle = Math.floor(jpeg.length / 2)
    const hole = Buffer.concat([jpeg.subarray(0, middle), jpeg.subarray(middle + 10_000)])
    const { frame } = await loadImage(hole, options)
    await assert.rejects(frame.pixels({ width: 140, height: 98 }), coded('IMAGE_DAMAGED'))
  })
})

describe('what is not an image', () => {
  it('is refused by the name of its format before sharp sees it', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    const table: [RegExp, Buffer][] = [
      [/SVG/, Buffer.from(svg)],
      [/SVG/, Buffer.from(`\uFEFF  <?xml version="1.0"?><!-- an image -->\n${svg}`)],
      [/SVG/, Buffer.from(`\uFEFF${svg}`, 'utf16le')],
      [/gzip/, Buffer.from('1f8b0800', 'hex')],
      [/HTML page/, Buffer.from('<!DOCTYPE html><html><body>Log in</body></html>')],
      [/HEIC/, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1')],
      [/video/, Buffer.from('\0\0\0\x14ftypisom\0\0\0\0mp42', 'latin1')],
      [/BMP/, Buffer.from('BM\x36\0\0\0', 'latin1')],
      [/JPEG XL/, Buffer.from('ff0a000000', 'hex')],
      [/PDF/, Buffer.from('%PDF-1.7')],
      [/H\.264 or H\.265 video/, Buffer.from('000000016742c01e', 'hex')],
      [/H\.264 or H\.265 video/, Buffer.from('0000000140010c01', 'hex')],
      [/transport stream/, Buffer.concat([Buffer.alloc(188, 0x47), Buffer.from([0x47])])],
      [/part of an MP4 video/, Buffer.from('\0\0\0\x10moof\0\0\0\0', 'latin1')],
      [/WebM or Matroska/, Buffer.from('1a45dfa39f', 'hex')],
      [/FLV/, Buffer.from('FLV\x01\x05', 'latin1')],
      [/Netpbm/, Buffer.from('P6\n2 1\n255\n\0\0\0\0\0\0', 'latin1')],
      [/variant of iPhone apps/, Buffer.from('89504e470d0a1a0a0000000443674249', 'hex')],
      [/QOI/, Buffer.from('qoif\0\0', 'latin1')],
      [/ZIP/, Buffer.from('504b0304140000', 'hex')],
      [/7-Zip/, Buffer.from('377abcaf271c', 'hex')],
      [/MPEG program stream/, Buffer.from('000001ba21', 'hex')],
      [/Windows Media/, Buffer.from('3026b2758e66', 'hex')],
      [/MP3/, Buffer.from('ID3\x04', 'latin1')],
      [/NumPy array/, Buffer.from('934e554d5059', 'hex')],
      [/PFM/, Buffer.from('PF\n2 1', 'latin1')],
      [/unknown, a text that begins with "404 not found"/, Buffer.from('404 not found')],
      [/unknown, 5000 bytes beginning with 00 00 00 00 00 00 00/, Buffer.alloc(5000)],
      [/unknown, 1 byte beginning with ff/, Buffer.from([0xff])],
    ]
    for (const [name, bytes] of table) {
      await refuses(
        bytes,
        'IMAGE_INVALID',
        name,
        /(Send JPEG, PNG, WebP, AVIF, TIFF or GIF|Unpack it.*|Take single frames.*|Check which property.*|Send its values.*)\.$/,
      )
    }
  })

  it('is refused where it has no bytes', () => refuses(Buffer.alloc(0), 'IMAGE_EMPTY'))

  it('is refused where its header makes no sense', async () => {
    const png = await scene().png().toBuffer()
    png.write('XXXX', 12, 'latin1')
    await refuses(png, 'IMAGE_INVALID', /header/)
  })
})

describe('a TIFF with odd tags', () => {
  const short = 3
  const long = 4
  const oddities: Record<string, readonly (readonly [number, number, number])[]> = {
    'one of its own': [[65_000, long, 7]],
    'one of an unknown type': [[65_001, 99, 7]],
    'two that are out of order': [
      [65_002, long, 1],
      [65_000, long, 7],
    ],
    'an orientation that is none': [[274, short, 99]],
    'a text without an end': [[305, 2, 0x41]],
  }
  for (const [name, tags] of Object.entries(oddities)) {
    it(`is decoded with ${name}`, async () => {
      await decoded(grayTiff({ width: 64, height: 48 }, tags))
    })
  }

  it('is refused where its body is cut short nevertheless', async () => {
    const tiff = grayTiff({ width: 64, height: 48 }, [[65_001, 99, 7]])
    await assert.rejects(decoded(tiff.subarray(0, -1000)), coded('IMAGE_DAMAGED'))
  })
})

describe('an image of too many pixels', () => {
  /** A PNG of a few bytes that says it has this many pixels. */
  async function bomb(width: number, height: number): Promise<Buffer> {
    const png = await scene(8, 8).png().toBuffer()
    png.writeUInt32BE(width, 16)
    png.writeUInt32BE(height, 20)
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
    return png
  }

  it('is refused by its header, before anything is decoded', async () => {
    await refuses(await bomb(30_000, 30_000), 'IMAGE_TOO_LARGE', /30000x30000/, /100 megapixels/)
  })

  it('has the limit that was set', async () => {
    const bytes = await scene(100, 100).jpeg().toBuffer()
    await loadImage(bytes, { ...options, maxPixels: 10_000 })
    const refused = loadImage(bytes, { ...options, maxPixels: 9_999 })
    await assert.rejects(refused, coded('IMAGE_TOO_LARGE', /100x100/))
  })

  it('differs from one without pixels', async () => {
    await refuses(await bomb(0, 8), 'IMAGE_INVALID')
  })
})
