import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepthHeader } from '../../lib/export/depth-header'
import { exportFormats, exportNames } from '../../lib/export/format-names'
import { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { isTiming } from '../../lib/timing/timeline'
import { defaultConfig } from '../../nodes/depth-export/config'
import depthExport from '../../nodes/depth-export/depth-export'
import { depthFrame, hills, plainImage } from '../../testing/frames/depth-frames'
import { readPng } from '../../testing/frames/depth-readers'
import { rampJpeg } from '../../testing/frames/images'
import {
  caught,
  nextStatusText,
  nodeOf,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'

const node = { id: 'export', type: 'depth-export', ...defaultConfig, wires: [['out']] }

const frame = depthFrame(hills(8, 6), { source: { width: 80, height: 60 } })
const meters = depthFrame([[1.5, 70]], {
  kind: 'metric',
  image: plainImage({ width: 2, height: 1 }, [9, 8, 7]),
})

function stagesOf(msg: Record<string, unknown>): readonly string[] {
  assert.ok(isTiming(msg['timing']))
  return msg['timing'].stages.map(({ stage }) => stage)
}

describe('the export depth node', () => {
  const start = nodeUnderTest(depthExport, node)
  let folder: string
  let settings: object

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'depth-export-node-')))
    settings = { fileWorkingDirectory: folder }
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('sends a 16-bit PNG with msg.depth, and keeps all else', async () => {
    await start()
    const isShown = nextStatusText('export', /^8x6 png16, \d+ ms$/)
    send('export', { payload: frame, topic: 'cam 1', filename: 'a.jpg' })
    const msg = await receive('out')
    assert.deepEqual([msg.topic, msg['filename']], ['cam 1', 'a.jpg'])
    assert.ok(Buffer.isBuffer(msg.payload))
    const { width, height, bits } = await readPng(msg.payload)
    assert.deepEqual([width, height, bits], [8, 6, 16])
    const header = msg['depth'] as DepthHeader
    assert.deepEqual([header.key, header.kind, header.format], ['cam 1', frame.kind, 'png16'])
    assert.deepEqual(header.timing?.stages.at(-1)?.stage, 'encode')
    assert.deepEqual(stagesOf(msg), ['encode'])
    await isShown
  })

  it('sends every format, at the size of the depth or of the image', async () => {
    for (const format of exportNames) {
      await start({ format, size: 'source', allowRelative: 'true', fieldOfView: '60' })
      send('export', {
        payload: frame.with({ image: undefined, imageFacts: { ...frame.source, captured: 0 } }),
        res: {},
      })
      const { payload, depth, headers } = await receive('out')
      assert.ok(Buffer.isBuffer(payload))
      const { layout, mime } = exportFormats[format]
      const { width } = depth as DepthHeader
      assert.equal(width, layout === 'points' ? 8 : 80)
      assert.deepEqual(headers, { 'content-type': mime })
      await unloadFlow()
    }
  })

  it('writes a file whose name has the key and the time of the capture, an image and a line of the index', async () => {
    await start({ output: 'file', format: 'npy', withImage: true, key: 'camera' }, settings)
    const encoded = await rampJpeg(8, 6)
    const { frame: image } = await loadImage(encoded, { label: 'a test' })
    const captured = frame.with({ image })
    send('export', { payload: captured, camera: '../door' })
    const msg = await receive('out')
    const time = new Date(captured.captured).toISOString().replaceAll(/[-:]/g, '')
    const place = join(folder, 'depth', '.._door')
    assert.equal(msg.payload, join(place, `${time}.npy`))
    assert.deepEqual(stagesOf(msg), ['encode', 'write'])
    assert.deepEqual((await readdir(place)).toSorted(), [
      `${time}.image.jpg`,
      `${time}.npy`,
      'index.jsonl',
    ])
    assert.deepEqual(await readFile(join(place, `${time}.image.jpg`)), encoded)
    const index = await readFile(join(place, 'index.jsonl'), 'utf8')
    const { file, image: imageFile, ...header } = JSON.parse(index) as Record<string, unknown>
    assert.deepEqual([file, imageFile], [`${time}.npy`, `${time}.image.jpg`])
    const sent = msg['depth'] as DepthHeader
    assert.deepEqual(header, JSON.parse(JSON.stringify({ ...sent, timing: undefined })))
    assert.equal(header['captured'], captured.captured)
  })

  it('writes where the message says, and of raw pixels a PNG', async () => {
    const changes = { output: 'file', filename: 'path', filenameType: 'msg', withImage: true }
    await start({ ...changes, withIndex: false }, settings)
    send('export', { payload: meters, path: 'a/b.png' })
    assert.equal((await receive('out')).payload, join(folder, 'a', 'b.png'))
    assert.deepEqual((await readdir(join(folder, 'a'))).toSorted(), ['b.image.png', 'b.png'])
    const { values } = await readPng(await readFile(join(folder, 'a', 'b.image.png')))
    assert.deepEqual(Array.from(values), [9, 8, 7, 9, 8, 7])
    for (const [path, code] of [
      [undefined, 'INPUT_MISSING'],
      ['', 'INPUT_MISSING'],
      [5, 'INPUT_UNSUPPORTED'],
      ['a', 'FILE_NOT_WRITABLE'],
      ['b\0c', 'FILE_NOT_WRITABLE'],
      ['a/index.jsonl', 'FILE_NOT_WRITABLE'],
      ['a/b/', 'FILE_NOT_WRITABLE'],
      ['Index.JSONL', 'FILE_NOT_WRITABLE'],
      [`${'x'.repeat(256)}.npy`, 'FILE_NOT_WRITABLE'],
    ] as const) {
      send('export', { payload: meters, path })
      const error = await caught()
      assert.equal(error.code, code, String(path))
    }
    const bare = new DepthFrame({
      ...{ data: meters.data, width: 2, height: 1, kind: 'metric', range: meters.range },
      ...{ model: 'theirs', provider: 'cpu' },
    })
    send('export', { payload: bare, path: 'a/c.png' })
    assert.equal((await caught()).code, 'IMAGE_MISSING')
  })

  it('writes nothing outside of depthExportRoots', async () => {
    const changes = { output: 'file', filename: 'path', filenameType: 'msg' }
    await start(changes, { ...settings, depthExportRoots: ['inside'] })
    send('export', { payload: frame, path: '../a.png' })
    assert.equal((await caught()).code, 'FILE_FORBIDDEN')
    send('export', { payload: frame, path: 'inside/a.png' })
    assert.equal((await receive('out')).payload, join(folder, 'inside', 'a.png'))
    await unloadFlow()
    await start(changes, { ...settings, depthExportRoots: ['~/depth'] })
    send('export', { payload: frame, path: 'a.png' })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /depthExportRoots/)
  })

  it('warns once of values that 16 bits cannot hold', async () => {
    await start()
    const warnings: string[] = []
    nodeOf('export').on('call:warn', (call: { args: [string] }) => warnings.push(call.args[0]))
    for (let i = 0; i < 2; i++) {
      send('export', { payload: meters })
      await receive('out')
    }
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /1 of 2 depth values lie outside/)
  })

  it('says what is wrong with what it cannot export, and goes on', async () => {
    await start({ format: 'ply' })
    for (const [payload, code] of [
      [undefined, 'INPUT_MISSING'],
      [{}, 'INPUT_CLONED_FRAME'],
      [Buffer.alloc(9), 'INPUT_UNSUPPORTED'],
      [frame, 'INPUT_UNSUPPORTED'],
      [meters, 'CAMERA_UNKNOWN'],
    ] as const) {
      send('export', { payload, topic: 'cam 1' })
      const error = await caught()
      assert.deepEqual([error.code, error.msg.topic], [code, 'cam 1'])
    }
  })

  it('says which of its settings cannot be used', async () => {
    for (const [changes, text] of [
      [{ format: 'exr' }, /Format.*png16, npy/],
      [{ size: 'width' }, /Size/],
      [{ levels: 'fixed', min: 1, max: 1 }, /Largest depth value/],
      [{ levels: 'fixed', max: 1 }, /Smallest depth value/],
      [{ format: 'ply', fieldOfView: 180 }, /Field of view/],
      [{ format: 'ply', stride: 0 }, /Step/],
      [{ format: 'ply', limit: -1 }, /Farthest/],
      [{ output: 'ftp' }, /Output/],
      [{ output: 'file', filename: '{frame}.png' }, /File name.*\{key\}/],
    ] as const) {
      await start(changes)
      send('export', { payload: frame })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, text)
      await unloadFlow()
    }
  })
})
