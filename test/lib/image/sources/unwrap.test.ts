import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import type { ErrorCode } from '../../../../lib/errors'
import { loadImage } from '../../../../lib/image/load'
import { coded } from '../../../../testing/errors'
import { scene } from '../../../../testing/frames/scenes'

const options = { label: 'msg.payload' }

const smallest = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function inFunctionNode(code: string, bytes: Buffer): unknown {
  return runInNewContext(code, { list: [...bytes], Buffer, bytes })
}

function throws(): never {
  throw new Error('no')
}

describe('what carries an image', () => {
  let jpeg: Buffer
  let base64: string
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    base64 = jpeg.toString('base64')
  })

  /** Each value, and what the image in it is called. */
  const carriers: Record<string, [() => unknown, string]> = {
    'a Buffer that was JSON': [() => asJson(jpeg), 'msg.payload.data (Buffer)'],
    'a list of bytes': [() => [...jpeg], 'msg.payload (Buffer)'],
    'a typed array that was JSON': [() => asJson(Uint8Array.from(jpeg)), 'msg.payload (Buffer)'],
    'a typed array': [() => Uint8Array.from(jpeg), 'msg.payload (Buffer)'],
    'a clamped array': [() => Uint8ClampedArray.from(jpeg), 'msg.payload (Buffer)'],
    'an array buffer': [() => Uint8Array.from(jpeg).buffer, 'msg.payload (Buffer)'],
    'a data view': [() => new DataView(Uint8Array.from(jpeg).buffer), 'msg.payload (Buffer)'],
    'a typed array of a function node': [
      () => inFunctionNode('Uint8Array.from(list)', jpeg),
      'msg.payload (Buffer)',
    ],
    'an array buffer of a function node': [
      () => inFunctionNode('Uint8Array.from(list).buffer', jpeg),
      'msg.payload (Buffer)',
    ],
    'a typed array in an object of a function node': [
      () => inFunctionNode('({ image: Uint8Array.from(list) })', jpeg),
      'msg.payload.image (Buffer)',
    ],
    'an object { image } with a Buffer that was JSON': [
      () => asJson({ image: jpeg }),
      'msg.payload.image.data (Buffer)',
    ],
    'an uploaded file': [
      () => ({ fieldname: 'file', originalname: 'a.jpg', buffer: jpeg, size: jpeg.length }),
      'msg.payload.buffer (Buffer)',
    ],
    'the only uploaded file': [() => [{ buffer: jpeg }], 'msg.payload[0].buffer (Buffer)'],
    'an attachment': [
      () => ({ filename: 'a.jpg', content: base64 }),
      'msg.payload.content (base64)',
    ],
    'an image within an image': [
      () => ({ image: { image: jpeg } }),
      'msg.payload.image.image (Buffer)',
    ],
    'an encoded image with its size beside it': [
      () => ({ data: jpeg, width: 320, height: 240 }),
      'msg.payload.data (Buffer)',
    ],
    'JSON of a Buffer': [() => JSON.stringify(jpeg), 'msg.payload.data (Buffer)'],
    'JSON with base64': [() => JSON.stringify({ image: base64 }), 'msg.payload.image (base64)'],
    'JSON in JSON': [
      () => JSON.stringify(JSON.stringify({ image: base64 })),
      'msg.payload.image (base64)',
    ],
    'base64 in quotes': [() => `"${base64}"`, 'msg.payload (base64)'],
    'base64 that JSON escaped': [
      () => base64.replace(/\//g, '\\/').replace(/.{76}/g, '$&\\n'),
      'msg.payload (base64)',
    ],
    'base64 that a form encoded': [() => encodeURIComponent(base64), 'msg.payload (base64)'],
    'base64 in a form, its plus signs as spaces': [
      () => base64.replace(/=/g, '').replace(/\+/g, ' '),
      'msg.payload (base64)',
    ],
    'a text object': [() => Object(base64) as unknown, 'msg.payload (base64)'],
    'hexadecimal digits': [() => jpeg.toString('hex'), 'msg.payload (hexadecimal)'],
    'a Buffer of base64': [() => Buffer.from(`${base64}\n`), 'msg.payload (base64)'],
    'a Buffer of a data URI': [
      () => Buffer.from(`data:image/jpg;base64,${base64}`),
      'msg.payload (data URI)',
    ],
    'a Buffer of JSON with base64': [
      () => Buffer.from(`\uFEFF${JSON.stringify({ image: base64 })}`),
      'msg.payload.image (base64)',
    ],
    'a Buffer of JSON of a Buffer': [
      () => Buffer.from(JSON.stringify(jpeg)),
      'msg.payload.data (Buffer)',
    ],
    'a part of an e-mail': [
      () =>
        Buffer.from(
          `Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n`,
        ),
      'msg.payload (base64)',
    ],
    'a data URI in capitals': [() => `DATA:IMAGE/JPEG;BASE64,${base64}`, 'msg.payload (data URI)'],
    'a data URI without a type': [() => `data:;base64,${base64}`, 'msg.payload (data URI)'],
    'a data URI with a name': [
      () => `data:image/jpeg;name=a,b.jpg;base64,${base64}`,
      'msg.payload (data URI)',
    ],
    'a data URI without its scheme': [
      () => `image/jpeg;base64,${base64}`,
      'msg.payload (data URI)',
    ],
    'a data URI without its beginning': [() => `base64,${base64}`, 'msg.payload (data URI)'],
    'a Buffer of a data URI without its scheme': [
      () => Buffer.from(`image/png;base64,${base64}`),
      'msg.payload (data URI)',
    ],
    'a data URI in a data URI': [
      () => `data:image/jpeg;base64,data:image/jpeg;base64,${base64}`,
      'msg.payload (data URI)',
    ],
  }
  for (const [name, [value, source]] of Object.entries(carriers)) {
    it(`may be ${name}`, async () => {
      const { frame } = await loadImage(value(), options)
      assert.equal(String(frame), 'ImageFrame 320x240 jpeg')
      assert.equal(frame.source, source)
      assert.equal(frame.encoded?.subarray(0, jpeg.length).equals(jpeg), true)
    })
  }

  it('may be the base64 of the smallest GIF', async () => {
    assert.equal(String((await loadImage(smallest, options)).frame), 'ImageFrame 1x1 gif')
  })

  const left: Record<string, [() => unknown, ErrorCode, RegExp]> = {
    'JSON without an image': [() => '{"a":1}', 'INPUT_UNSUPPORTED', /the property "a"/],
    'an image in another property': [
      () => ({ status: 'ok', body: jpeg }),
      'INPUT_UNSUPPORTED',
      /The image is in msg\.payload\.body: choose that property/,
    ],
    'a Promise': [() => Promise.resolve(jpeg), 'INPUT_UNSUPPORTED', /Promise \(await it/],
    'a Blob': [() => new Blob([Uint8Array.from(jpeg)]), 'INPUT_UNSUPPORTED', /arrayBuffer\(\)/],
    'a URL object': [() => new URL('http://127.0.0.1/'), 'INPUT_UNSUPPORTED', /send its href/],
    'a form of bytes': [
      () => ({ '\uFFFD\uFFFDJFIF\u0000': '' }),
      'INPUT_UNSUPPORTED',
      /Content-Type: image\/jpeg/,
    ],
    'two Buffers': [
      () => [jpeg.subarray(0, 999), jpeg.subarray(999)],
      'INPUT_UNSUPPORTED',
      /array of 2 elements, the first of which is a Buffer.*msg\.payload\[0\], or join/,
    ],
    'an object of a function node without anything': [
      () => inFunctionNode('({})', jpeg),
      'INPUT_CLONED_FRAME',
      /empty object/,
    ],
    'a Buffer of a path': [
      () => Buffer.from('/srv/cam/x.jpg'),
      'IMAGE_INVALID',
      /a text that begins with "\/srv\/cam\/x\.jpg"/,
    ],
    'a Buffer of JSON without an image': [
      () => Buffer.from('{"a":1}'),
      'INPUT_UNSUPPORTED',
      /msg\.payload is an object with the property "a"/,
    ],
    'properties that throw': [
      () => ({
        get image(): never {
          throw new Error('no')
        },
      }),
      'INPUT_UNSUPPORTED',
      /cannot be read/,
    ],
    'an object that throws whatever is asked': [
      () => new Proxy({}, { ownKeys: throws, get: throws, has: throws }),
      'INPUT_UNSUPPORTED',
      /throw errors/,
    ],
    'an array of billions of holes': [
      () => Object.assign([], { length: 4_000_000_000 }),
      'INPUT_UNSUPPORTED',
      /array of 4000000000 elements/,
    ],
    'names of thousands of characters': [
      () => ({ ['\u202e\n' + 'n'.repeat(5000)]: 1 }),
      'INPUT_UNSUPPORTED',
      /^[^\p{C}\n]{0,400}$/u,
    ],
  }
  for (const [name, [value, code, text]] of Object.entries(left)) {
    it(`must not be ${name}, and the error says what to do`, () =>
      assert.rejects(loadImage(value(), options), coded(code, text)))
  }
})
