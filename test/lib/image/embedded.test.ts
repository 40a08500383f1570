import assert from 'node:assert/strict'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { scene, scenesByFormat } from '../../../testing/frames/scenes'

async function load(...parts: (Buffer | string)[]): Promise<string> {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))
  const { frame } = await loadImage(bytes, { label: 'msg.payload' })
  await frame.pixels({ width: 56, height: 42 })
  return String(frame)
}

describe('an image with something before it', () => {
  let jpeg: Buffer
  let next: Buffer
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    next = await scene(160, 120).jpeg().toBuffer()
  })

  const prefixes: Record<string, string> = {
    'the header of a motion JPEG part':
      '--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: 4000\r\n\r\n',
    'a header with bare line feeds': '--boundary\nContent-Type: image/jpeg\n\n',
    'an HTTP header': 'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n',
    'a line break': '\r\n',
    'its length': '\0\0\x10\x72',
    'a byte order mark': '\xef\xbb\xbf',
    'a second start marker': '\xff\xd8',
  }
  for (const [name, prefix] of Object.entries(prefixes)) {
    it(`is found behind ${name}`, async () => {
      assert.equal(await load(prefix, jpeg), 'ImageFrame 320x240 jpeg')
      assert.equal(await load(prefix, jpeg, '\r\n--myboundary--\r\n'), 'ImageFrame 320x240 jpeg')
    })
  }

  it('is found in a part of a form in every format', async () => {
    const header =
      '------WebKit\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: image/png\r\n\r\n'
    for (const [format, bytes] of Object.entries(await scenesByFormat())) {
      assert.equal(await load(header, bytes, '\r\n------WebKit--'), `ImageFrame 320x240 ${format}`)
    }
  })

  it('is found behind the end of the one before it', async () => {
    const end = jpeg.subarray(jpeg.length / 2)
    assert.equal(await load(end, next), 'ImageFrame 160x120 jpeg')
  })

  it('is the first one of two, whether the second is whole or not', async () => {
    for (const second of [next, next.subarray(0, next.length / 2)]) {
      assert.equal(await load(jpeg, second), 'ImageFrame 320x240 jpeg')
    }
  })

  it('is named in the error where the one before it is cut', async () => {
    const cut = jpeg.subarray(0, jpeg.length / 2)
    await assert.rejects(load(cut, next), coded('IMAGE_DAMAGED', /Another image starts inside/))
  })

  it('is not searched in a format that is known and refused', async () => {
    await assert.rejects(load('PK\x03\x04', jpeg), coded('IMAGE_INVALID', /ZIP/))
    await assert.rejects(load('<html>', jpeg), coded('IMAGE_INVALID', /HTML/))
  })

  it('is missing in a part of a stream, which the error describes', async () => {
    const middle = jpeg.subarray(1000, 3000)
    await assert.rejects(load(middle), coded('IMAGE_INVALID', /unknown, 2000 bytes beginning with/))
  })
})
