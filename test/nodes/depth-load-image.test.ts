import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { loadImage } from '../../lib/image/load'
import { sampleNames } from '../../lib/image/sample-names'
import { errorStatus } from '../../lib/node-red/status'
import { isTiming } from '../../lib/timing/timeline'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'
import catalog from '../../nodes/depth-load-image/locales/en-US/depth-load-image.json'
import { withImageFile } from '../../testing/node-red/image-file'
import { frameIn, loadImageNode } from '../../testing/node-red/load-image-node'
import {
  catching,
  helperNode,
  caught,
  coreNode,
  loadFlow,
  nextStatus,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { cornersOf, scene } from '../../testing/frames/scenes'

describe('the load image node', () => {
  const start = nodeUnderTest(depthLoadImage, loadImageNode('load', [['out']]))
  const image = withImageFile()

  it('puts a frame into msg.payload and keeps all other properties', async () => {
    await start()
    send('load', { payload: image.jpeg, topic: 'cam 1', filename: '/a.jpg' })
    const msg = await receive('out')
    assert.equal(String(frameIn(msg)), 'ImageFrame 320x240 jpeg')
    assert.equal(msg.topic, 'cam 1')
    assert.equal(msg['filename'], '/a.jpg')
  })

  it('takes the image from one property and puts the frame into another', async () => {
    await start({ source: 'req.files[0].buffer', outputProperty: 'image' })
    send('load', { payload: 'kept', req: { files: [{ buffer: image.jpeg }] } })
    const msg = await receive('out')
    assert.equal(frameIn(msg, 'image').source, 'msg.req.files[0].buffer (Buffer)')
    assert.equal(msg.payload, 'kept')
  })

  it('says what a form without a file lacks', async () => {
    await start()
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const plain = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const msg of [
      { payload: {}, req: { files: [], headers } },
      { payload: { who: 'me' }, req: { headers } },
      { payload: { file: 'a.jpg' }, req: { headers: plain } },
    ]) {
      send('load', msg)
      const { code, message } = await caught()
      assert.equal(code, 'INPUT_MISSING')
      assert.match(
        message,
        /^The form .*has no file in it.*multipart\/form-data.*Accept file uploads/,
      )
    }
  })

  it('blames the message where its request cannot be read', async () => {
    await start()
    const get = () => {
      throw new Error('no')
    }
    send('load', { payload: {}, req: new Proxy({}, { get, ownKeys: get }) })
    assert.equal((await caught()).code, 'INPUT_UNSUPPORTED')
  })

  it('takes an uploaded file where the payload holds the other fields of the form, or none', async () => {
    await start()
    for (const payload of [{}, { who: 'me' }, undefined]) {
      send('load', { payload, req: { files: [{ fieldname: 'file', buffer: image.jpeg }] } })
      assert.equal(frameIn(await receive('out')).source, 'msg.req.files[0].buffer (Buffer)')
    }
  })

  it('prefers an image in the payload to uploaded files, and names the choice among several', async () => {
    await start()
    const files = [{ buffer: image.jpeg }, { buffer: image.jpeg }]
    send('load', { payload: { image: image.jpeg }, req: { files } })
    assert.equal(frameIn(await receive('out')).source, 'msg.payload.image (Buffer)')
    send('load', { payload: {}, req: { files } })
    const { code, message } = await caught()
    assert.equal(code, 'INPUT_UNSUPPORTED')
    assert.match(message, /Choose msg\.req\.files\[0\]/)
  })

  it('says so where the property, or something on the way to it, is not there', async () => {
    for (const source of ['image', 'req.files[0].buffer', 'topic.length.buffer']) {
      await start({ source })
      send('load', { payload: image.jpeg })
      const { code, message } = await caught()
      assert.equal(code, 'INPUT_MISSING')
      assert.ok(message.includes(`msg.${source} is empty`), message)
      await unloadFlow()
    }
  })

  it('says so where the frame cannot be put into its property', async () => {
    for (const outputProperty of ['topic.image', 'frame.image', 'pay load']) {
      await start({ outputProperty })
      const { frame } = await loadImage(image.jpeg, { label: 'a test' })
      send('load', { payload: image.jpeg, topic: 'a text', frame })
      const error = await caught()
      assert.equal(error.code, 'CONFIG_INVALID')
      assert.ok(error.message.includes(outputProperty), error.message)
      await unloadFlow()
    }
  })

  it('begins msg.timing under the id of the frame, with the reading of a file', async () => {
    await writeFile(image.file, image.jpeg)
    await start({ name: 'my load' })
    send('load', { payload: image.file })
    const msg = await receive('out')
    const timing = msg['timing']
    assert.ok(isTiming(timing))
    assert.equal(timing.id, frameIn(msg).id)
    assert.deepEqual(
      timing.stages.map(({ stage, node, name }) => ({ stage, node, name })),
      [{ stage: 'read', node: 'load', name: 'my load' }],
    )
  })

  it('begins msg.timing anew where a message brings a second image, and only there', async () => {
    await start()
    send('load', { payload: image.jpeg })
    const first = await receive('out')
    send('load', { ...first })
    const passedOn = await receive('out')
    assert.deepEqual(passedOn['timing'], first['timing'])
    send('load', { ...first, payload: image.jpeg })
    const second = await receive('out')
    assert.ok(isTiming(second['timing']))
    assert.equal(second['timing'].id, frameIn(second).id)
    assert.notEqual(frameIn(second).id, frameIn(first).id)
  })

  it('sets a msg.timing that is not ours aside', async () => {
    await start()
    send('load', { payload: image.jpeg, timing: '10 s' })
    const msg = await receive('out')
    assert.ok(isTiming(msg['timing']))
    assert.equal(msg['foreignTiming'], '10 s')
  })

  it('has a label for each sample image', () => {
    assert.deepEqual(Object.keys(catalog['depth-load-image'].sample), sampleNames)
  })

  it('loads each sample image that its dialog offers, wherever files are confined to', async () => {
    for (const source of sampleNames) {
      await start({ sourceType: 'sample', source }, { depthLoadImageRoots: [] })
      send('load', {})
      const frame = frameIn(await receive('out'))
      assert.ok(frame.width >= 480, source)
      await unloadFlow()
    }
  })

  it('loads a fixed path anew with each message', async () => {
    const settings = { fileWorkingDirectory: dirname(image.file) }
    await start({ sourceType: 'str', source: basename(image.file) }, settings)
    for (const width of [64, 128]) {
      await scene(width, 48).png().toFile(image.file)
      send('load', { payload: 'no path' })
      assert.equal(frameIn(await receive('out')).width, width)
    }
  })

  it('crops as its dialog says, where numbers may be texts', async () => {
    await start({ crop: true, cropLeft: '160', cropTop: 0, cropWidth: '160', cropHeight: 120 })
    send('load', { payload: image.jpeg })
    const corners = await cornersOf(frameIn(await receive('out')), { width: 28, height: 28 })
    assert.deepEqual(new Set(corners), new Set(['topRight']))
  })

  it('knows the lens from its dialog, as a number or a text, or from the message', async () => {
    await start({ lensType: 'fieldOfView', lens: '90' })
    send('load', { payload: image.jpeg })
    assert.equal(Math.round(frameIn(await receive('out')).camera?.focalLength ?? 0), 160)
    await unloadFlow()
    await start({ lensType: 'focalLength', lens: 500 })
    send('load', { payload: image.jpeg })
    assert.equal(frameIn(await receive('out')).camera?.focalLength, 500)
    await unloadFlow()
    await start({ lensType: 'msg', lens: 'camera' })
    send('load', { payload: image.jpeg, camera: { focalLength: 300 } })
    assert.equal(frameIn(await receive('out')).camera?.focalLength, 300)
    send('load', { payload: image.jpeg })
    assert.equal(frameIn(await receive('out')).camera, undefined)
    send('load', { payload: image.jpeg, camera: 70 })
    assert.match((await caught()).message, /msg\.camera is not a camera's lens/)
  })

  it('shows size and format in its status', async () => {
    await start()
    const status = nextStatus('load')
    send('load', { payload: image.jpeg })
    assert.deepEqual(await status, { fill: 'green', shape: 'dot', text: '320x240 jpeg' })
  })

  it('hands an error to a Catch node with its code, turns red, and goes on', async () => {
    await start()
    const status = nextStatus('load')
    send('load', { payload: image.jpeg.subarray(0, 500), topic: 'cam 1' })
    const { code, message, msg } = await caught()
    assert.equal(code, 'IMAGE_TRUNCATED')
    assert.match(message, /msg\.payload \(Buffer\) is a JPEG image/)
    assert.equal(msg.topic, 'cam 1')
    assert.deepEqual(await status, errorStatus('IMAGE_TRUNCATED'))
    send('load', { payload: image.jpeg })
    assert.equal(frameIn(await receive('out')).width, 320)
  })

  it('names the cause when a Change node copied the frame before it', async () => {
    const change = {
      id: 'change',
      type: 'change',
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload', tot: 'msg', dc: true }],
      wires: [['again']],
    }
    const flow = [
      loadImageNode('load', [['change']]),
      change,
      loadImageNode('again', [['out']]),
      helperNode('out'),
      ...catching,
    ]
    await loadFlow([depthLoadImage, coreNode('function/15-change')], flow)
    send('load', { payload: image.jpeg })
    const { code, message } = await caught()
    assert.equal(code, 'INPUT_CLONED_FRAME')
    assert.match(message, /Deep copy/)
  })

  it('takes limits that are no round numbers', async () => {
    await start({ maxMegapixels: '1.1', maxMegabytes: 0.3 })
    send('load', { payload: image.jpeg })
    const frame = frameIn(await receive('out'))
    assert.equal((await frame.pixels({ width: 28, height: 14 })).pixels.width, 28)
  })

  it('keeps to the limits of its dialog', async () => {
    await start({ maxMegapixels: '0.05' })
    send('load', { payload: image.jpeg })
    assert.equal((await caught()).code, 'IMAGE_TOO_LARGE')
  })

  it('says which of its settings cannot be used', async () => {
    for (const [changes, text] of [
      [{ maxMegapixels: '' }, /Largest image/],
      [{ crop: true, cropLeft: 1 }, /Crop, width/],
      [{ sourceType: 'sample', source: 'moon' }, /moon/],
      [{ lensType: 'fieldOfView', lens: 180 }, /Lens/],
      [{ lensType: 'focalLength', lens: '' }, /Lens/],
      [{ lensType: 'zoom' }, /Lens/],
    ] as const) {
      await start(changes)
      send('load', { payload: image.jpeg })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, text)
      await unloadFlow()
    }
  })

  it('ends what it fetches when it is closed', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    try {
      await once(server, 'listening')
      await start()
      const { port } = server.address() as AddressInfo
      send('load', { payload: `http://127.0.0.1:${port}/cam.jpg` })
      const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
      const ended = once(response, 'close')
      await unloadFlow()
      await ended
    } finally {
      server.close()
    }
  })
})
