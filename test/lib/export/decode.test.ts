import assert from 'node:assert/strict'
import sharp from 'sharp'
import { headerOf, type DepthHeader } from '../../../lib/export/depth-header'
import { decodeDepth, type AssumedDepth } from '../../../lib/export/decode/decode-depth'
import { readHeader } from '../../../lib/export/decode/read-header'
import { exportDepth } from '../../../lib/export/export-depth'
import type { ExportName } from '../../../lib/export/format-names'
import { DepthFrame } from '../../../lib/frames/depth-frame'
import { coded } from '../../../testing/errors'
import { depthFrame, hills, undecodedImage } from '../../../testing/frames/depth-frames'

const timing = {
  id: 'theirs',
  started: 10,
  stages: [
    { stage: 'queue', node: 'a', name: 'infer', start: 5, ms: 10 },
    { stage: 'inference', node: 'a', name: 'infer', start: 15, ms: 30 },
    { stage: 'inference', node: 'b', name: 'infer', start: 45, ms: 20 },
  ],
} as const

const plain = depthFrame(hills(9, 7), { source: { width: 90, height: 70 } })
const camera = { focalLength: 80, center: { x: 45, y: 35 } }
const crop = { left: 3, top: 4, width: 90, height: 70, of: { width: 100, height: 80 } }
const frame = new DepthFrame({
  ...{ data: plain.data, width: 9, height: 7, kind: 'relative-inverse', range: plain.range },
  ...{ model: 'tiny-v2', provider: 'cpu', precision: 'fp32', anchor: 'anchor 1' },
  inputSize: { width: 126, height: 98 },
  imageFacts: { width: 90, height: 70, captured: 1234.5, camera, crop, unusable: 'flat' },
})

const assumed: AssumedDepth = { kind: 'relative-inverse', scale: 1, offset: 0 }

/** The bytes and the header of a frame, which has been through JSON. */
async function exported(format: ExportName, given = frame) {
  const points = { stride: 1, limit: undefined, withoutEdges: true, fieldOfView: 60 }
  const result = await exportDepth(given, {
    ...{ format, size: 'model', levels: { mode: 'auto' } },
    points: { ...points, allowRelative: true },
  })
  const { bytes } = result
  const header = headerOf(given, { format, ...result, key: 'door', timing })
  return { bytes, header: readHeader(JSON.stringify(header), 'msg.depth') }
}

function decoded(bytes: Buffer, header?: DepthHeader, changes: Partial<AssumedDepth> = {}) {
  const label = 'msg.payload'
  return decodeDepth(bytes, {
    label,
    header,
    assumed: { ...assumed, ...changes },
    image: undefined,
  })
}

/** A NumPy file as NumPy 1 writes it. */
function npy(header: string, data: Uint8Array, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(header.length)
  else length.writeUInt32LE(header.length)
  const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1')
  return Buffer.concat([start, length, Buffer.from(header, 'latin1'), data])
}

const bytesOf = (numbers: Float32Array | Float64Array | Uint16Array) =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength)

describe('depth that comes back from bytes', () => {
  for (const format of ['npy', 'raw', 'png16'] as const) {
    it(`is the frame that it was: ${format}`, async () => {
      const { bytes, header } = await exported(format)
      const { frame: back } = await decoded(bytes, header)
      const changed = { id: '', range: {} }
      assert.deepEqual({ ...back.toJSON(), ...changed }, { ...frame.toJSON(), ...changed })
      assert.deepEqual(back.camera, camera)
      assert.equal(back.image, undefined)
      const tolerance = format === 'png16' ? (header?.scale ?? 0) * 0.5001 : 0
      frame.data.forEach((value, i) => {
        assert.ok(Math.abs((back.data[i] ?? NaN) - value) <= tolerance, `${value} at ${i}`)
      })
    })
  }

  it('keeps what the other machine measured as one stage, by durations alone', async () => {
    const { bytes, header } = await exported('npy')
    const { measured } = await decoded(bytes, header)
    const [remote, decode] = measured
    assert.deepEqual(
      [remote?.stage, remote?.ms, remote?.durations],
      ['remote', 60, { queue: 10, inference: 50 }],
    )
    assert.equal((remote?.at ?? 0) + 60, decode?.at)
  })

  it('belongs to an image that is at hand', async () => {
    const { bytes, header } = await exported('npy')
    const image = undecodedImage({ width: 180, height: 140 })
    const { frame: back } = await decodeDepth(bytes, {
      ...{ label: 'msg.payload', header, assumed, image },
    })
    assert.equal(back.image, image)
    assert.equal(back.unusable, 'flat')
    assert.deepEqual(back.source, { width: 180, height: 140 })
  })

  it('means what the dialog says where the message does not', async () => {
    const levels = Uint16Array.of(0, 1500, 65_535, 1)
    const raw = { width: 2, height: 2, channels: 1 } as const
    const png = await sharp(levels, { raw }).toColorspace('grey16').png().toBuffer()
    const { frame: meters } = await decoded(png, undefined, { kind: 'metric', scale: 0.001 })
    assert.deepEqual(meters.data, Float32Array.of(NaN, 1.5, 65.535, 0.001))
    assert.deepEqual([meters.unit, meters.model], ['m', 'unknown'])
    assert.deepEqual(meters.source, { width: 2, height: 2 })
  })

  for (const [what, header, data, version] of [
    ['float32', `{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n`, Float32Array, 1],
    ['float64', `{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }`, Float64Array, 2],
    ['uint16', `{'descr': '<u2', 'fortran_order': False, 'shape': (1, 1, 2)}`, Uint16Array, 3],
  ] as const) {
    it(`is read from NumPy's ${what}, in version ${version} of the format`, async () => {
      const { frame: back } = await decoded(npy(header, bytesOf(data.of(3, 5)), version))
      assert.deepEqual(back.data, Float32Array.of(3, 5))
      assert.deepEqual([back.width, back.height, back.range], [2, 1, { min: 3, max: 5 }])
    })
  }

  for (const [what, bytes, text] of [
    ['nothing', Buffer.alloc(0), /is none of these: a NumPy file/],
    ['a text', Buffer.from('depth'), /is none of these/],
    ['a header without an end', Buffer.from('\x93NUMPY\x01\0\xff\0', 'latin1'), /cut short/],
    ['a header of a gigabyte', Buffer.from('\x93NUMPY\x02\0\0\0\0\x40', 'latin1'), /bytes/],
    ['no length', Buffer.from('\x93NUMPY\x02\0\0', 'latin1'), /cut short/],
    [
      'text in NumPy',
      npy(`{'descr': '<U7', 'fortran_order': False, 'shape': (2, 2)}`, Buffer.alloc(16)),
      /its numbers are <U7, not <f4, <f8, <u2/,
    ],
    [
      'Fortran order',
      npy(`{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}`, Buffer.alloc(16)),
      /Fortran/,
    ],
    [
      'three axes',
      npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 3)}`, Buffer.alloc(48)),
      /its shape is not that of a map: 2, 2, 3/,
    ],
    [
      'too few numbers',
      npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (99999, 99999)}`, Buffer.alloc(16)),
      /take 39999200004 bytes, and there are 16/,
    ],
    [
      'a PNG of colors',
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
      /a PNG of 8 bits and 4 channels/,
    ],
    ['half a PNG', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), /damaged/],
  ] as const) {
    it(`is refused with the reason: ${what}`, async () => {
      await assert.rejects(decoded(bytes), coded('DEPTH_INVALID', text))
    })
  }

  it('is refused where the description is that of other bytes', async () => {
    const { bytes } = await exported('npy')
    const { header } = await exported('npy', depthFrame(hills(5, 5)))
    await assert.rejects(
      decoded(bytes, header),
      coded('DEPTH_INVALID', /has 9x7 values where msg.depth says 5x5/),
    )
    const raw = await exported('raw')
    await assert.rejects(
      decoded(raw.bytes.subarray(4), raw.header),
      coded('DEPTH_INVALID', /take 252 bytes, and there are 248/),
    )
  })
})

describe('msg.depth', () => {
  it('is plain JSON, without what is not known', async () => {
    const { header } = await exported('npy')
    assert.deepEqual(JSON.parse(JSON.stringify(header)), header)
    const bare = headerOf(plain.with({ image: undefined, imageFacts: undefined }), {
      ...{
        format: 'npy',
        size: plain,
        scaling: { scale: 1, offset: 0 },
        key: '',
        timing: undefined,
      },
    })
    assert.deepEqual(
      { ...bare, captured: 0 },
      {
        ...{ version: 1, format: 'npy', width: 9, height: 7, kind: 'relative-inverse' },
        ...{ scale: 1, offset: 0, model: 'tiny-v2', provider: 'cpu', captured: 0 },
        source: { width: 9, height: 7 },
      },
    )
  })

  it('is none where it is empty', () => {
    for (const nothing of [undefined, null, '']) assert.equal(readHeader(nothing, 'x'), undefined)
  })

  it('is refused with the field that is wrong', async () => {
    const { header } = await exported('npy')
    for (const [changes, text] of [
      [{ version: 2 }, /msg\.depth has an unusable "version"/],
      [{ kind: 'meters' }, /"kind"/],
      [{ scale: '1' }, /"scale"/],
      [{ scale: null }, /"scale"/],
      [{ scale: 0 }, /"scale"/],
      [{ offset: undefined }, /"offset"/],
      [{ captured: 1e300 }, /"captured"/],
      [{ geometry: { focalLength: 0, center: { x: 1, y: 1 } } }, /"geometry"/],
      [{ source: { width: -1, height: 2 } }, /"source"/],
      [{ crop: {} }, /"crop"/],
      [{ geometry: { focalLength: 1, center: null } }, /"geometry"/],
      [{ timing: [] }, /"timing"/],
    ] as const) {
      const wrong = { ...header, ...changes }
      assert.throws(() => readHeader(wrong, 'msg.depth'), coded('INPUT_UNSUPPORTED', text))
    }
    const without = Object.fromEntries(
      Object.entries(header ?? {}).filter(([name]) => name !== 'kind'),
    )
    assert.throws(() => readHeader(without, 'msg.depth'), coded('INPUT_UNSUPPORTED', /no "kind"/))
    for (const [value, text] of [
      ['{', /is not JSON/],
      [' '.repeat(1e6), /has 1000000 characters/],
      [5, /is not an object/],
      ['5', /is not an object/],
    ] as const) {
      assert.throws(() => readHeader(value, 'msg.depth'), coded('INPUT_UNSUPPORTED', text))
    }
  })
})
