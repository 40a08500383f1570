import assert from 'node:assert/strict'
import { crc32 } from 'node:zlib'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { scene, scenesByFormat } from '../../../testing/frames/scenes'

const options = { label: 'msg.payload' }

async function refuses(bytes: Buffer, ...expected: Parameters<typeof coded>): Promise<void> {
  await assert.rejects(loadImage(bytes, options), coded(...expected))
}

describe('an image that is cut short', () => {
  let formats: Record<string, Buffer>
  before(async () => {
    formats = {
      ...(await scenesByFormat()),
      'progressive jpeg': await scene().jpeg({ progressive: true }).toBuffer(),
      'tiled tiff': await scene().tiff({ tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
      'animated gif': await scene(16, 32).gif().toBuffer(),
    }
  })

  for (const share of [0.05, 0.25, 0.5, 0.75, 0.95, 0.999]) {
    it(`after ${share * 100} % is refused in every container`, async () => {
      for (const [format, bytes] of Object.entries(formats)) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share))
        await refuses(cut, 'IMAGE_TRUNCATED', new RegExp(format.split(' ').at(-1) ?? ''))
      }
    })
  }

  it('by its last byte is refused in every container', async () => {
    for (const bytes of Object.values(formats)) {
      await refuses(bytes.subarray(0, -1), 'IMAGE_TRUNCATED', /msg\.payload/)
    }
  })

  it('is told from one whose EXIF thumbnail has an end marker of its own', async () => {
    const thumbnail = await scene(16, 16).jpeg().toBuffer()
    const app1 = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), thumbnail])
    app1.writeUInt16BE(thumbnail.length + 2, 2)
    const jpeg = formats['jpeg'] ?? Buffer.alloc(0)
    const whole = Buffer.concat([jpeg.subarray(0, 2), app1, jpeg.subarray(2)])
    assert.equal((await loadImage(whole, options)).frame.width, 320)
    await refuses(whole.subarray(0, whole.length / 2), 'IMAGE_TRUNCATED')
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
      [/film/, Buffer.from('\0\0\0\x14ftypisom\0\0\0\0mp42', 'latin1')],
      [/BMP/, Buffer.from('BM\x36\0\0\0', 'latin1')],
      [/JPEG XL/, Buffer.from('ff0a000000', 'hex')],
      [/PDF/, Buffer.from('%PDF-1.7')],
      [/no known format/, Buffer.from('hello')],
      [/no known format/, Buffer.alloc(5000)],
    ]
    for (const [name, bytes] of table) {
      await refuses(bytes, 'IMAGE_INVALID', name, /JPEG, PNG, WebP, AVIF, TIFF or GIF/)
    }
  })

  it('is refused where it has no bytes', () => refuses(Buffer.alloc(0), 'IMAGE_EMPTY'))

  it('is refused where its header makes no sense', async () => {
    const png = await scene().png().toBuffer()
    png.write('XXXX', 12, 'latin1')
    await refuses(png, 'IMAGE_INVALID', /header/)
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

  it('is told from one of no pixels', async () => {
    await refuses(await bomb(0, 8), 'IMAGE_INVALID')
  })
})
