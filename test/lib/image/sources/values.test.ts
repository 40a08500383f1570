import assert from 'node:assert/strict'
import type { ErrorCode } from '../../../../lib/errors'
import { imageFrameBrand } from '../../../../lib/frames/brand'
import { DepthFrame } from '../../../../lib/frames/depth-frame'
import { loadImage } from '../../../../lib/image/load'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'

const options = { label: 'msg.payload' }

function circular(): unknown {
  const value: Record<string, unknown> = {}
  value['image'] = value
  return value
}

describe('the value of a message', () => {
  let jpeg: Buffer
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
  })

  const texts: Record<string, (bytes: Buffer) => string> = {
    'a data URI': (bytes) => `data:image/jpeg;base64,${bytes.toString('base64')}`,
    'a data URI of a wrong type': (bytes) => `data:text/plain; base64 ,${bytes.toString('base64')}`,
    base64: (bytes) => bytes.toString('base64'),
    'base64 in lines': (bytes) => `\n${bytes.toString('base64').replace(/.{76}/g, '$&\r\n')}\n`,
    base64url: (bytes) => bytes.toString('base64url'),
  }
  for (const [name, text] of Object.entries(texts)) {
    it(`may be ${name}`, async () => {
      const { frame, measured } = await loadImage(text(jpeg), options)
      assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
      assert.equal(frame.encoded?.equals(jpeg), true)
      assert.match(frame.source, /^msg\.payload \((data URI|base64)\)$/)
      assert.deepEqual(measured, [])
    })
  }

  it('may be base64 in each format that is read', async () => {
    for (const format of ['png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const bytes = await scene(32, 32).toFormat(format).toBuffer()
      const { frame } = await loadImage(bytes.toString('base64'), options)
      assert.equal(frame.format, format)
    }
  })

  it('may be an object with any of these as its image', async () => {
    const raw = { data: Buffer.alloc(12), width: 2, height: 2, channels: 3 }
    const { frame: whole } = await loadImage(jpeg, options)
    for (const image of [jpeg, jpeg.toString('base64'), raw, whole]) {
      const { frame } = await loadImage({ image, device: 'esp32' }, options)
      assert.ok(frame.width > 0)
    }
    const { frame } = await loadImage({ image: jpeg }, options)
    assert.equal(frame.source, 'msg.payload.image (Buffer)')
  })

  it('may be an ImageFrame, which is passed on', async () => {
    const { frame } = await loadImage(jpeg, options)
    assert.equal((await loadImage(frame, options)).frame, frame)
  })

  it('may be an ImageFrame of another install of this package', async () => {
    const foreign = { [imageFrameBrand]: true, width: 4, height: 4 }
    assert.equal((await loadImage(foreign, options)).frame, foreign)
  })

  const refused: Record<string, [() => unknown, ErrorCode, RegExp]> = {
    nothing: [() => undefined, 'INPUT_MISSING', /msg\.payload is empty/],
    null: [() => null, 'INPUT_MISSING', /msg\.payload is empty/],
    'an empty string': [() => '  ', 'INPUT_MISSING', /empty string/],
    'an image that is nothing': [() => ({ image: null }), 'INPUT_MISSING', /msg\.payload\.image/],
    'an object that holds itself': [circular, 'INPUT_UNSUPPORTED', /msg\.payload(\.image)+/],
    'an image that is an empty object': [
      () => ({ image: {} }),
      'INPUT_UNSUPPORTED',
      /msg\.payload\.image is an empty object/,
    ],
    'a frame that was cloned': [
      () => ({}),
      'INPUT_CLONED_FRAME',
      /Deep copy.*the latest msg object/,
    ],
    'a number': [() => 1735, 'INPUT_UNSUPPORTED', /is the number 1735 and not an image/],
    'an array': [
      () => [1, 2],
      'INPUT_UNSUPPORTED',
      /an array of 2 elements, the first of which is the number 1/,
    ],
    'another object': [() => ({ a: 1 }), 'INPUT_UNSUPPORTED', /property "a".*Send .*a Buffer/],
    'a data URI without base64': [
      () => 'data:image/svg+xml,<svg/>',
      'INPUT_UNSUPPORTED',
      /without base64/,
    ],
    'a long text': [() => 'word '.repeat(2000), 'INPUT_UNSUPPORTED', /9999 characters/],
    'an SVG in base64': [
      () => Buffer.from(`<svg>${' '.repeat(100)}</svg>`).toString('base64'),
      'IMAGE_INVALID',
      /SVG/,
    ],
    'base64 that is cut short': [
      () => jpeg.toString('base64').slice(0, -40),
      'IMAGE_TRUNCATED',
      /msg\.payload \(base64\)/,
    ],
    'a depth frame': [
      () =>
        new DepthFrame({
          data: new Float32Array(1),
          width: 1,
          height: 1,
          kind: 'metric',
          range: { min: 0, max: 0 },
          model: 'm',
          provider: 'cpu',
          image: undefined,
        }),
      'INPUT_UNSUPPORTED',
      /already a depth map/,
    ],
  }
  for (const [name, [value, code, text]] of Object.entries(refused)) {
    it(`must not be ${name}`, () => assert.rejects(loadImage(value(), options), coded(code, text)))
  }

  it('that is a short path is not taken for base64', () =>
    assert.rejects(loadImage('/9j/4AAQ', options), coded('FILE_NOT_FOUND')))
})
