import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import type { CameraReport } from '../../lib/camera/report'
import type { FlowMessage } from '../../lib/node-red/message'
import { unusableStatus } from '../../lib/node-red/status'
import { isTiming } from '../../lib/timing/timeline'
import depthCamera from '../../nodes/depth-camera/depth-camera'
import { defaultConfig as cameraConfig } from '../../nodes/depth-camera/config'
import { defaultConfig as inferConfig } from '../../nodes/depth-infer/config'
import { freshAlarm } from '../../nodes/depth-measure/alarms-setting'
import { defaultConfig as measureConfig } from '../../nodes/depth-measure/config'
import depthMeasure from '../../nodes/depth-measure/depth-measure'
import { partOf, partStyles, serveHttp, startStream } from '../../testing/camera/mjpeg-server'
import { covered } from '../../testing/frames/camera-faults'
import { scene } from '../../testing/frames/scenes'
import { inferModules } from '../../testing/node-red/infer-flow'
import { frameIn, loadImageNode } from '../../testing/node-red/load-image-node'
import {
  catching,
  caught,
  helperNode,
  loadFlow,
  nextStatus,
  nextStatusText,
  nodeOf,
  receive,
  send,
  type FlowNode,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const style = partStyles['ESP32-CAM'] ?? { announced: '', line: '' }

describe('images that cannot be trusted', () => {
  withNodeRed()
  let good: Buffer
  let dark: Buffer
  let gray: Buffer
  before(async () => {
    good = await scene().jpeg().toBuffer()
    dark = await covered(2)
    gray = await covered(120)
  })

  const start = (...nodes: readonly FlowNode[]) =>
    loadFlow([...inferModules, depthCamera, depthMeasure], [...nodes, ...catching])

  /** What a node warns of from now on. */
  function warningsOf(id: string): readonly string[] {
    const warned: string[] = []
    nodeOf(id).on('call:warn', (call: { args: [string] }) => warned.push(call.args[0]))
    return warned
  }

  describe('in load image', () => {
    const load = (changes: Record<string, unknown>) =>
      start(loadImageNode('load', [['out']], changes), helperNode('out'))

    it('pass unseen unless the dialog says otherwise', async () => {
      await load({})
      send('load', { payload: dark })
      assert.equal(frameIn(await receive('out')).unusable, undefined)
    })

    it('are marked, with one warning for each camera and reason, and a status while they last', async () => {
      await load({ unusable: 'warn' })
      const warned = warningsOf('load')
      const status = nextStatus('load')
      send('load', { payload: dark, topic: 'yard' })
      const msg = await receive('out')
      assert.equal(frameIn(msg).unusable, 'too dark')
      const timing = msg['timing']
      assert.ok(isTiming(timing) && timing.id === frameIn(msg).id)
      assert.deepEqual(
        timing.stages.map(({ stage }) => stage),
        ['decode'],
      )
      assert.deepEqual(await status, unusableStatus('too dark'))
      for (const [topic, payload] of [
        ['yard', dark],
        ['yard', gray],
        ['yard', good],
        ['yard', dark],
        ['door', dark],
      ]) {
        send('load', { payload, topic })
        await receive('out')
      }
      assert.deepEqual(
        warned.map((text) => /too dark|no edges/.exec(text)?.[0]),
        ['too dark', 'no edges', 'too dark'],
      )
    })

    it('fail their messages where they are errors, and the next good one passes', async () => {
      await load({ unusable: 'error' })
      const warned = warningsOf('load')
      send('load', { payload: gray, event: 1 })
      const { code, message, msg } = await caught()
      assert.deepEqual([code, msg['event']], ['IMAGE_UNUSABLE', 1])
      assert.match(message, /^msg\.payload \(Buffer\) shows no edges/)
      send('load', { payload: good, event: 2 })
      assert.equal((await receive('out'))['event'], 2)
      assert.deepEqual(warned, [])
    })

    it('stay in the order of their messages where several are loaded at once', async () => {
      await load({ unusable: 'warn', atOnce: 4 })
      const images = [dark, good, gray, good, dark, gray]
      for (const payload of images) send('load', { payload })
      const frames = await Promise.all(images.map(async () => frameIn(await receive('out'))))
      const found = frames.map(({ unusable }) => unusable)
      assert.deepEqual(found, ['too dark', undefined, 'flat', undefined, 'too dark', 'flat'])
    })
  })

  describe('in camera', () => {
    let base: string
    let close: () => void
    let streams: ServerResponse[] = []
    let still: Buffer
    before(async () => {
      const served = await serveHttp(({ url }, response) => {
        if (url === '/still') {
          response.end(still)
          return
        }
        startStream(response, style)
        response.flushHeaders()
        streams.push(response)
      })
      base = served.base
      close = served.close
    })
    beforeEach(() => (streams = []))
    after(() => close())

    const camera = (changes: Record<string, unknown>) =>
      start(
        {
          id: 'camera',
          type: 'depth-camera',
          ...cameraConfig,
          name: 'door',
          address: base,
          rate: '',
          wires: [['out'], ['state']],
          ...changes,
        },
        helperNode('out'),
        helperNode('state'),
      )
    const show = async (image: Buffer) => {
      const stream = await until(() => streams[0])
      stream.write(partOf(image, style))
    }
    const report = async () => (await receive('state')).payload as CameraReport
    const frame = async () => frameIn(await receive('out'))

    it('are marked, warned of once, and reported on the second output', async () => {
      await camera({ unusable: 'warn' })
      const warned = warningsOf('camera')
      for (const image of [good, dark, dark, good]) {
        await show(image)
        assert.equal((await frame()).unusable, image === dark ? 'too dark' : undefined)
      }
      assert.deepEqual([(await report()).state, (await report()).state], ['connecting', 'running'])
      const { state, code, reason } = await report()
      assert.deepEqual([state, code], ['unusable', 'IMAGE_UNUSABLE'])
      assert.deepEqual(warned, [reason])
    })

    it('are not sent where they are errors: one error for each reason, not for each frame', async () => {
      await camera({ unusable: 'error' })
      const failed: string[] = []
      nodeOf('camera').on('call:error', (call: { args: [Error] }) =>
        failed.push(call.args[0].message),
      )
      const isShown = nextStatusText('camera', /too dark$/)
      await show(dark)
      const { code, msg } = await caught()
      assert.deepEqual([code, msg.topic], ['IMAGE_UNUSABLE', 'door'])
      for (let count = 0; count < 10; count++) await show(dark)
      await isShown
      await show(gray)
      assert.match((await caught()).message, /shows no edges/)
      await show(good)
      assert.equal((await frame()).unusable, undefined)
      assert.equal(failed.length, 2)
      const states = [await report(), await report(), await report()]
      assert.deepEqual(
        states.map(({ state, reason }) => [state, /too dark|no edges/.exec(reason ?? '')?.[0]]),
        [
          ['connecting', undefined],
          ['unusable', 'too dark'],
          ['unusable', 'no edges'],
        ],
      )
    })

    it('are frozen where the camera sends the same bytes, and not where the scene is still', async () => {
      await camera({ unusable: 'warn', frozenAfter: 0.3 })
      await show(good)
      const again = setInterval(() => void show(good), 20)
      let last = await frame()
      while (last.unusable === undefined) last = await frame()
      clearInterval(again)
      assert.equal(last.unusable, 'frozen')
      const other = await scene().jpeg({ quality: 60 }).toBuffer()
      await show(other)
      while (last.unusable !== undefined) last = await frame()
      assert.deepEqual(last.encoded, other)
    })

    it('fail each message that asks for one', async () => {
      await camera({
        kind: 'snapshot',
        mode: 'message',
        address: `${base}/still`,
        unusable: 'error',
      })
      still = dark
      for (const event of [1, 2]) {
        send('camera', { event })
        const { code, msg } = await caught()
        assert.deepEqual([code, msg['event']], ['IMAGE_UNUSABLE', event])
      }
      still = good
      send('camera', { event: 3 })
      assert.equal((await receive('out'))['event'], 3)
      const { state, code } = await report()
      assert.deepEqual([state, code], ['unusable', 'IMAGE_UNUSABLE'])
    })
  })

  describe('in the alarms of measure depth', () => {
    const chain = (unusable: string, silence: number) =>
      start(
        loadImageNode('load', [['infer']], { unusable }),
        { id: 'infer', type: 'depth-infer', ...inferConfig, device: 'cpu', wires: [['measure']] },
        {
          id: 'measure',
          type: 'depth-measure',
          ...measureConfig,
          silence,
          regions: [
            {
              key: '',
              name: 'door',
              shape: {
                kind: 'rectangle',
                points: [
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ],
              },
            },
          ],
          alarms: [{ ...freshAlarm, name: 'near', target: 'door', limit: 2, unit: 'nearness' }],
          wires: [['figures'], ['alarms']],
        },
        helperNode('figures'),
        helperNode('alarms'),
      )
    const alarm = async () => {
      const { payload, reason }: FlowMessage = await receive('alarms')
      return [payload, reason]
    }

    it('make them unknown with the reason, until a good one comes', async () => {
      await chain('warn', 600)
      assert.deepEqual(await alarm(), ['unknown', 'no frame'])
      for (const [payload, expected] of [
        [good, ['off', undefined]],
        [dark, ['unknown', 'too dark']],
        [gray, ['unknown', 'flat']],
        [good, ['off', undefined]],
      ] as const) {
        send('load', { payload })
        assert.deepEqual(await alarm(), expected)
      }
    })

    it('make them unknown by their absence where they are errors', async () => {
      await chain('error', 1)
      assert.deepEqual(await alarm(), ['unknown', 'no frame'])
      send('load', { payload: good })
      assert.deepEqual(await alarm(), ['off', undefined])
      send('load', { payload: dark })
      assert.deepEqual(await alarm(), ['unknown', 'no frame'])
    })
  })
})
