import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { PixelObject } from '../../lib/render/output-formats'
import type { FlowMessage } from '../../lib/node-red/message'
import { now } from '../../lib/clock'
import { errorStatus } from '../../lib/node-red/status'
import { renderDepth } from '../../lib/render/render'
import { isTiming, withStages } from '../../lib/timing/timeline'
import { readSettings } from '../../lib/node-red/checks'
import { checks, defaultConfig, renderOptions } from '../../nodes/depth-render/config'
import depthRender from '../../nodes/depth-render/depth-render'
import { depthFrame, hills, plainImage, undecodedImage } from '../../testing/frames/depth-frames'
import {
  caught,
  helperNode,
  loadFlow,
  nextStatus,
  nodeOf,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const renderNode = { id: 'render', type: 'depth-render', ...defaultConfig, wires: [['out']] }

const source = { width: 320, height: 180 }
const frame = depthFrame(hills(28, 14), { source })

async function shown(msg: FlowMessage): Promise<sharp.Metadata> {
  assert.ok(Buffer.isBuffer(msg.payload))
  return sharp(msg.payload).metadata()
}

/** The first pixel of an image in a message. */
async function firstPixel(msg: FlowMessage): Promise<number[]> {
  assert.ok(Buffer.isBuffer(msg.payload))
  return [...(await sharp(msg.payload).toColorspace('srgb').raw().toBuffer()).subarray(0, 3)]
}

describe('the render depth node', () => {
  const start = nodeUnderTest(depthRender, renderNode)

  it('puts a PNG of the size of the source into msg.payload and keeps all else', async () => {
    await start()
    send('render', { payload: frame, topic: 'cam 1', filename: 'a.jpg' })
    const msg = await receive('out')
    const { format, width, height } = await shown(msg)
    assert.deepEqual([format, width, height], ['png', 320, 180])
    assert.deepEqual([msg.topic, msg['filename']], ['cam 1', 'a.jpg'])
  })

  it('takes the frame from one property and puts the image into another', async () => {
    await start({ property: 'depth.frame', outputProperty: 'image' })
    send('render', { payload: 'kept', depth: { frame } })
    const msg = await receive('out')
    assert.ok(Buffer.isBuffer(msg['image']))
    assert.equal(msg.payload, 'kept')
    assert.equal((msg['depth'] as { frame: unknown }).frame, frame)
  })

  it('goes on with msg.timing', async () => {
    await start({ name: 'my map' })
    const infer = { id: 'i', name: 'infer depth' }
    const timing = withStages(undefined, infer, [{ stage: 'inference', at: now(), ms: 1 }], 'f')
    send('render', { payload: frame, timing })
    const after = (await receive('out'))['timing']
    assert.ok(isTiming(after))
    assert.equal(after.id, 'f')
    assert.deepEqual(
      after.stages.map(({ stage, name }) => `${name}: ${stage}`),
      ['infer depth: inference', 'my map: range', 'my map: upsample', 'my map: encode'],
    )
  })

  it('begins msg.timing under the id of the image where there is none', async () => {
    await start()
    send('render', { payload: frame })
    const { timing } = await receive('out')
    assert.ok(isTiming(timing))
    assert.equal(timing.id, frame.image?.id)
  })

  it('shows size, colors and time in its status', async () => {
    await start()
    const status = nextStatus('render')
    send('render', { payload: frame })
    const { fill, text } = (await status) as { fill: string; text: string }
    assert.equal(fill, 'green')
    assert.match(text, /^320x180 inferno, \d+ ms$/)
  })

  it('makes what its dialog says, where numbers may be texts', async () => {
    await start({ size: 'width', width: '64', format: 'jpeg', quality: '70' })
    send('render', { payload: frame })
    const { format, width, height } = await shown(await receive('out'))
    assert.deepEqual([format, width, height], ['jpeg', 64, 36])
  })

  it('makes a data URI no wider than its dialog says', async () => {
    await start({ output: 'dataUri', dataUriWidth: 100, format: 'webp' })
    send('render', { payload: frame })
    const uri = (await receive('out')).payload as string
    assert.match(uri, /^data:image\/webp;base64,/)
    const { width, format } = await sharp(Buffer.from(uri.split(',')[1] ?? '', 'base64')).metadata()
    assert.deepEqual([width, format], [100, 'webp'])
  })

  it('makes raw pixels as other image nodes take them', async () => {
    await start({ output: 'pixels', size: 'model' })
    send('render', { payload: frame })
    const { data, ...about } = (await receive('out')).payload as PixelObject
    assert.equal(data.length, 28 * 14 * 3)
    assert.deepEqual(about, {
      width: 28,
      height: 14,
      channels: 3,
      colorSpace: 'RGB',
      dtype: 'uint8',
    })
  })

  it('keeps a fixed range, and turns bright and dark round', async () => {
    const metric = depthFrame([[2, 2]], { kind: 'metric' })
    const fixed = { colorMap: 'gray', range: 'fixed', min: 0, max: '10' }
    await start(fixed)
    send('render', { payload: metric })
    assert.deepEqual(await firstPixel(await receive('out')), [204, 204, 204])
    await unloadFlow()
    await start({ ...fixed, farIsBright: true })
    send('render', { payload: metric })
    assert.deepEqual(await firstPixel(await receive('out')), [51, 51, 51])
  })

  it('lays depth over its image, in a range of meters', async () => {
    const near = depthFrame([[1, 1]], {
      kind: 'metric',
      image: plainImage({ width: 2, height: 1 }, [10, 20, 30]),
    })
    const meters = { colorMap: 'gray', range: 'meters', min: 1, max: '5' }
    await start({ ...meters, composition: 'overlay', opacity: '40' })
    send('render', { payload: near })
    assert.deepEqual(await firstPixel(await receive('out')), [108, 114, 120])
    send('render', { payload: frame })
    const { code, message } = await caught()
    assert.equal(code, 'INPUT_UNSUPPORTED')
    assert.match(message, /has no unit/)
  })

  it('takes its colors from msg.colorMap where its dialog says so', async () => {
    await start({ colorMap: 'msg' })
    const constant = depthFrame([[1, 1]])
    send('render', { payload: constant, colorMap: 'gray' })
    assert.deepEqual(await firstPixel(await receive('out')), [128, 128, 128])
    send('render', { payload: constant, colorMap: 'jet' })
    const unknown = await caught()
    assert.equal(unknown.code, 'INPUT_UNSUPPORTED')
    assert.match(unknown.message, /"jet".*inferno, inferno_r, spectral/)
    send('render', { payload: constant })
    assert.equal((await caught()).code, 'INPUT_MISSING')
  })

  it('says what is wrong with what it cannot draw, turns red, and goes on', async () => {
    await start()
    const status = nextStatus('render')
    const wrong: readonly [unknown, string, RegExp][] = [
      [undefined, 'INPUT_MISSING', /"infer depth" node before/],
      [{}, 'INPUT_CLONED_FRAME', /msg\.payload/],
      [Buffer.alloc(9), 'INPUT_UNSUPPORTED', /a Buffer of 9 bytes/],
      [undecodedImage(source), 'INPUT_UNSUPPORTED', /ImageFrame.*"infer depth" node before/],
    ]
    for (const [payload, code, text] of wrong) {
      send('render', { payload, topic: 'cam 1' })
      const error = await caught()
      assert.equal(error.code, code)
      assert.match(error.message, text)
      assert.equal(error.msg.topic, 'cam 1')
    }
    assert.deepEqual(await status, errorStatus('INPUT_MISSING'))
    send('render', { payload: frame })
    assert.equal((await shown(await receive('out'))).width, 320)
  })

  it('sends images in the order in which the frames came, and says how long they waited', async () => {
    await start()
    const large = depthFrame(hills(28, 14), { source: { width: 2560, height: 1440 } })
    const small = depthFrame(hills(28, 14), { source: { width: 32, height: 18 } })
    for (const payload of [large, small, small]) send('render', { payload })
    const widths: (number | undefined)[] = []
    const queues: number[] = []
    for (let i = 0; i < 3; i++) {
      const msg = await receive('out')
      widths.push((await shown(msg)).width)
      assert.ok(isTiming(msg['timing']))
      queues.push(msg['timing'].stages.filter(({ stage }) => stage === 'queue').length)
    }
    assert.deepEqual(widths, [2560, 32, 32])
    assert.deepEqual(queues, [0, 1, 1])
  })

  it('names the content type of an image where an HTTP client waits for it, and only there', async () => {
    const headers = { 'Content-Type': 'text/plain', 'x-camera': 'door' }
    for (const [changes, more, expected] of [
      [{}, { res: {}, headers }, { 'x-camera': 'door', 'content-type': 'image/png' }],
      [{ format: 'jpeg' }, { res: {} }, { 'content-type': 'image/jpeg' }],
      [{}, { res: {}, headers: 'odd' }, { 'content-type': 'image/png' }],
      [{}, { headers }, headers],
      [{ output: 'dataUri' }, { res: {}, headers }, headers],
      [{ output: 'pixels' }, { res: {}, headers }, headers],
      [{ outputProperty: 'image' }, { res: {}, headers }, headers],
    ] as const) {
      await start(changes)
      send('render', { payload: frame, ...more })
      assert.deepEqual((await receive('out'))['headers'], expected)
      await unloadFlow()
    }
  })

  it('keeps 50 waiting, and loses none of a flood without saying so', async () => {
    await start({ size: 'model' })
    const drawn: FlowMessage[] = []
    const failed: FlowMessage[] = []
    nodeOf('out').on('input', (msg: FlowMessage) => drawn.push(msg))
    nodeOf('caught').on('input', (msg: FlowMessage) => failed.push(msg))
    for (let i = 0; i < 200; i++) send('render', { payload: frame })
    await until(() => drawn.length + failed.length >= 200 || undefined)
    assert.ok(drawn.length >= 51, `${drawn.length} drawn`)
    for (const { error } of failed) assert.equal((error as { code: string }).code, 'QUEUE_FULL')
    send('render', { payload: frame })
    await until(() => drawn.length + failed.length >= 201 || undefined)
    assert.equal(Buffer.isBuffer(drawn.at(-1)?.payload), true)
  })

  it('sends nothing more once it is closed', async () => {
    const large = { size: 'width', width: 2000 } as const
    await start(large)
    const drawn: FlowMessage[] = []
    nodeOf('out').on('input', (msg: FlowMessage) => drawn.push(msg))
    for (let i = 0; i < 5; i++) send('render', { payload: frame })
    await receive('out')
    await unloadFlow()
    const atClose = drawn.length
    // Images are drawn one after the other: those under way are done before as many more are.
    const options = {
      ...renderOptions(readSettings({ ...renderNode, ...large, name: '', z: '' }, checks)),
      colorMap: 'inferno',
    } as const
    for (let i = 0; i < 5; i++) await renderDepth(frame, options)
    assert.ok(drawn.length <= atClose + 1 && drawn.length < 5, `${drawn.length} of 5`)
  })

  it('takes what a flow lacks as a fresh dialog has it', async () => {
    const bare = { id: 'render', type: 'depth-render', wires: [['out']] }
    await loadFlow([depthRender], [bare, helperNode('out')])
    send('render', { payload: frame })
    assert.equal((await shown(await receive('out'))).format, 'png')
  })

  it('says which of its settings cannot be used', async () => {
    for (const [changes, text] of [
      [{ composition: 'above' }, /Show.*depth, overlay, sideBySide/],
      [{ opacity: 101 }, /Opacity/],
      [{ colorMap: 'jet' }, /Colors.*jet.*inferno/],
      [{ range: 'none' }, /Range/],
      [{ range: 'percentile', low: 50, high: 50 }, /Upper percentile/],
      [{ range: 'percentile', high: 101 }, /Upper percentile/],
      [{ range: 'fixed' }, /Smallest depth value/],
      [{ range: 'fixed', min: 3, max: 2 }, /Largest depth value/],
      [{ range: 'meters', min: -1, max: 2 }, /Smallest depth value/],
      [{ size: 'width', width: 0 }, /Width/],
      [{ output: 'file' }, /Output/],
      [{ format: 'gif' }, /Format.*png, jpeg, webp/],
      [{ quality: 0 }, /Quality/],
      [{ dataUriWidth: '' }, /Maximum width/],
    ] as const) {
      await start(changes)
      send('render', { payload: frame })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, text)
      await unloadFlow()
    }
  })
})
