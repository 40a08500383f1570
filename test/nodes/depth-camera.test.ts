import assert from 'node:assert/strict'
import type { RequestListener, ServerResponse } from 'node:http'
import type { CameraReport } from '../../lib/camera/report'
import { now } from '../../lib/clock'
import { isTiming } from '../../lib/timing/timeline'
import depthCamera from '../../nodes/depth-camera/depth-camera'
import { defaultConfig } from '../../nodes/depth-camera/config'
import { partOf, partStyles, serveHttp, startStream } from '../../testing/camera/mjpeg-server'
import { scene } from '../../testing/frames/scenes'
import { frameIn } from '../../testing/node-red/load-image-node'
import { caught, nextStatus, receive, send, unloadFlow } from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const style = partStyles['ESP32-CAM'] ?? { announced: '', line: '' }

describe('the camera node', () => {
  const start = nodeUnderTest(depthCamera, {
    id: 'camera',
    type: 'depth-camera',
    ...defaultConfig,
    name: 'door',
    wires: [['out'], ['state']],
  })
  let jpeg: Buffer
  let base: string
  let streams: ServerResponse[]
  let answer: RequestListener
  let close: () => void
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
    const served = await serveHttp((request, response) => answer(request, response))
    base = served.base
    close = served.close
  })
  beforeEach(() => {
    streams = []
    answer = (_request, response) => {
      startStream(response, style)
      response.flushHeaders()
      streams.push(response)
    }
  })
  after(() => close())

  const part = () => partOf(jpeg, style)
  const stream = (count = 1) => until(() => streams[count - 1])
  const state = async () => (await receive('state')).payload as CameraReport

  it('sends live frames under its name, with the age of the image in msg.timing', async () => {
    const before = now()
    await start({ address: `${base}/stream` })
    ;(await stream()).write(part())
    const msg = await receive('out')
    const frame = frameIn(msg)
    assert.equal(msg.topic, 'door')
    assert.deepEqual([frame.live, frame.sequence, frame.source], [true, 1, `${base}/stream`])
    const timing = msg['timing']
    assert.ok(isTiming(timing))
    assert.deepEqual([timing.id, timing.started], [frame.id, frame.captured])
    assert.ok(timing.started >= before)
    assert.deepEqual(
      timing.stages.map(({ stage, start: at }) => [stage, at]),
      [['read', 0]],
    )
  })

  it('is named after its host where it has no name', async () => {
    await start({ name: '', address: `${base}/stream?token=secret` })
    ;(await stream()).write(part())
    assert.equal((await receive('out')).topic, new URL(base).host)
  })

  it('says on its second output what it is doing, and why it fails, once', async () => {
    await start({ address: base.replace('//', '//me:geheim@') })
    assert.equal((await state()).state, 'connecting')
    ;(await stream()).write(part())
    assert.equal((await state()).state, 'running')
    answer = (_request, response) => response.writeHead(500).end()
    const status = nextStatus('camera')
    ;(await stream()).end()
    const report = await state()
    assert.deepEqual([report.state, report.code], ['retrying', 'CAMERA_FAILED'])
    assert.ok(report.since <= now() && report.fps >= 0)
    const { code, message, msg } = await caught()
    assert.equal(code, 'CAMERA_FAILED')
    assert.equal(msg.topic, 'door')
    assert.ok(!JSON.stringify([report, message, await status]).includes('geheim'))
  })

  it('starts and stops by message, and takes no other', async () => {
    await start({ address: base, autostart: false })
    assert.equal(streams.length, 0)
    send('camera', { payload: 'start' })
    const response = await stream()
    response.write(part())
    await receive('out')
    const closed = new Promise((resolve) => response.on('close', resolve))
    send('camera', { payload: false })
    await closed
    send('camera', { payload: true })
    await stream(2)
    send('camera', { payload: 'faster' })
    assert.equal((await caught()).code, 'INPUT_UNSUPPORTED')
    assert.deepEqual(
      [await state(), await state(), await state(), await state()].map(({ state: name }) => name),
      ['connecting', 'running', 'stopped', 'connecting'],
    )
  })

  it('gives each message one frame, in order, and keeps its other properties', async () => {
    let asked = 0
    answer = (_request, response) => {
      asked++
      response.end(jpeg)
    }
    await start({ kind: 'snapshot', mode: 'message', address: base })
    for (const id of ['a', 'b', 'c']) send('camera', { payload: 1, event: id, timing: 'old' })
    for (const [index, id] of ['a', 'b', 'c'].entries()) {
      const msg = await receive('out')
      assert.deepEqual([msg['event'], msg.topic], [id, 'door'])
      assert.deepEqual([frameIn(msg).sequence, frameIn(msg).live], [index + 1, false])
      assert.ok(isTiming(msg['timing']))
    }
    assert.equal(asked, 3)
  })

  it('hands the message to the Catch node where no frame comes in time', async () => {
    answer = () => undefined
    await start({ kind: 'snapshot', mode: 'message', address: base, timeLimit: 0.2 })
    send('camera', { event: 'a' })
    const { code, msg } = await caught()
    assert.equal(code, 'CAMERA_TIMEOUT')
    assert.equal(msg['event'], 'a')
    const { state: name, code: reason } = await state()
    assert.deepEqual([name, reason], ['failed', 'CAMERA_TIMEOUT'])
  })

  it('keeps its connection between messages where that is wanted', async () => {
    await start({ mode: 'message', keepOpen: true, address: base })
    const response = await stream()
    for (const id of ['a', 'b']) {
      send('camera', { event: id })
      response.write(part())
      const again = setInterval(() => response.write(part()), 20)
      assert.equal((await receive('out'))['event'], id)
      clearInterval(again)
    }
    assert.equal(streams.length, 1)
  })

  it('lets go of the camera when the flow is deployed again', async () => {
    await start({ address: base })
    const response = await stream()
    const closed = new Promise((resolve) => response.on('close', resolve))
    await unloadFlow()
    await closed
  })

  it('obeys the hosts of settings.js', async () => {
    await start({ address: base }, { depthLoadImageHosts: ['cam.local'] })
    assert.equal((await state()).state, 'connecting')
    assert.equal((await state()).code, 'URL_FORBIDDEN')
    assert.equal(streams.length, 0)
  })

  it('says at deploy that its address is missing', async () => {
    await start({ address: '' })
    send('camera', {})
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /"Address"/)
  })
})
