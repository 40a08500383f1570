import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FlowMessage } from '../../lib/node-red/message'
import type { Summary } from '../../lib/timing/statistics'
import { now } from '../../lib/clock'
import type { Stage, Timing } from '../../lib/timing/timeline'
import { defaultConfig } from '../../nodes/depth-timing/config'
import depthTiming from '../../nodes/depth-timing/depth-timing'
import {
  caught,
  nextStatus,
  nodeOf,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const timingNode = {
  id: 'timing',
  type: 'depth-timing',
  ...defaultConfig,
  interval: 0,
  wires: [['out'], ['summaries']],
}

/** What the depth nodes wrote into a message that began 100 ms ago. */
function timingOf(model: string, changes: Partial<Stage> & { frame?: string } = {}): Timing {
  const { frame = 'frame 1', ...stage } = changes
  const node = { node: 'n', name: 'infer depth' }
  return {
    id: frame,
    started: now() - 100,
    stages: [
      { stage: 'read', start: 0, ms: 10, ...node },
      { stage: 'inference', start: 20, ms: 50, model, provider: 'cpu', ...node, ...stage },
    ],
  }
}

async function summary(): Promise<Summary> {
  send('timing', { summary: true })
  return (await receive('summaries')).payload as Summary
}

describe('the depth timing node', () => {
  const start = nodeUnderTest(depthTiming, timingNode)

  it('adds total, what is unaccounted and a table, and keeps all else', async () => {
    await start()
    const before = timingOf('tiny-v2')
    const image = Buffer.from('image')
    send('timing', { payload: image, topic: 'cam 1', timing: before })
    const msg = await receive('out')
    const { total = NaN, unaccounted = NaN, table, ...rest } = msg['timing'] as Timing
    assert.ok(total >= 100 && total < 5000, `total ${total}`)
    assert.ok(Math.abs(total - unaccounted - 60) < 0.001, `unaccounted ${unaccounted}`)
    assert.deepEqual(table, { read: 10, inference: 50 })
    assert.deepEqual(rest, before)
    assert.equal(msg.topic, 'cam 1')
    assert.equal(msg.payload, image)
  })

  it('does not write into the timing of another branch', async () => {
    await start()
    const shared = timingOf('tiny-v2')
    const copy = structuredClone(shared)
    send('timing', { timing: shared })
    await receive('out')
    assert.deepEqual(shared, copy)
  })

  it('answers msg.summary on its second output, with figures and ratios of all models', async () => {
    await start()
    send('timing', { timing: timingOf('tiny-v1') })
    send('timing', { timing: timingOf('tiny-v2') })
    send('timing', { summary: true, topic: 'asked', payload: 'kept out' })
    const msg = await receive('summaries')
    assert.equal(msg.topic, 'asked')
    const { keys, ratios } = msg.payload as Summary
    assert.deepEqual(Object.keys(keys), ['tiny-v1', 'tiny-v2'])
    const figures = keys['tiny-v2']
    assert.equal(figures?.count, 1)
    assert.equal(figures.provider, 'cpu')
    assert.ok(figures.p50 >= 100 && figures.p50 === figures.p99)
    assert.deepEqual(figures.stages, { read: 10, inference: 50 })
    const [ratio] = ratios
    assert.deepEqual([ratio?.a, ratio?.b, ratio?.pairs], ['tiny-v2', 'tiny-v1', 1])
    assert.ok(ratio !== undefined && ratio.median > 0)
  })

  it('forgets everything with msg.reset, the summary first where both are asked for', async () => {
    await start()
    send('timing', { timing: timingOf('tiny-v2') })
    send('timing', { reset: true, summary: true })
    const { keys } = (await receive('summaries')).payload as Summary
    assert.equal(keys['tiny-v2']?.count, 1)
    assert.deepEqual(await summary(), { keys: {}, ratios: [] })
  })

  it('counts a message whose summary and reset are false', async () => {
    await start()
    send('timing', { summary: false, reset: false, timing: timingOf('tiny-v2') })
    await receive('out')
    assert.equal((await summary()).keys['tiny-v2']?.count, 1)
  })

  it('keeps a cold run out of the figures, and says so', async () => {
    await start()
    const status = nextStatus('timing')
    send('timing', { timing: timingOf('tiny-v2', { cold: true }) })
    assert.deepEqual(await status, {
      fill: 'grey',
      shape: 'dot',
      text: 'depth-timing.status.coldRun',
    })
    const { count, cold } = (await summary()).keys['tiny-v2'] ?? {}
    assert.deepEqual([count, cold], [0, 1])
  })

  it('keeps figures by a message property where its dialog says so', async () => {
    await start({ keyType: 'msg', key: 'camera.name' })
    send('timing', { camera: { name: 'door' }, timing: timingOf('tiny-v2') })
    send('timing', { camera: { name: 7 }, timing: timingOf('tiny-v2') })
    send('timing', { timing: timingOf('tiny-v2') })
    const { keys } = await summary()
    assert.deepEqual(Object.keys(keys).sort(), ['(none)', '7', 'door'])
  })

  it('sends a summary on its interval, once there is something to tell, until it is closed', async () => {
    await start({ interval: 0.1 })
    const sent: FlowMessage[] = []
    nodeOf('summaries').on('input', (msg: FlowMessage) => sent.push(msg))
    await sleep(250)
    assert.equal(sent.length, 0)
    send('timing', { timing: timingOf('tiny-v2') })
    const first = await receive('summaries')
    await receive('summaries')
    assert.equal((first.payload as Summary).keys['tiny-v2']?.count, 1)
    await unloadFlow()
    const before = sent.length
    await sleep(250)
    assert.equal(sent.length, before)
  })

  it('shows the key figures in its status', async () => {
    await start()
    const status = nextStatus('timing')
    send('timing', { timing: timingOf('tiny-v2') })
    const { fill, text } = (await status) as { fill: string; text: string }
    assert.equal(fill, 'green')
    assert.match(text, /^tiny-v2 \d+ ms, p95 \d+, 0\.0 fps$/)
  })

  it('changes its status at most once a second, and ends with the last', async () => {
    await start()
    const texts: string[] = []
    nodeOf('timing').on('call:status', (call: { args: [{ text: string }] }) => {
      texts.push(call.args[0].text)
    })
    const begun = performance.now()
    for (let i = 0; i < 100; i++) send('timing', { timing: timingOf(i < 99 ? 'tiny' : 'last') })
    await until(() => texts.at(-1)?.startsWith('last') === true || undefined)
    const seconds = (performance.now() - begun) / 1000
    assert.ok(texts.length >= 2 && texts.length <= 1 + seconds, `${texts.length} in ${seconds} s`)
  })

  it('passes on what carries no usable timing, unchanged, and warns once', async () => {
    await start()
    let warnings = 0
    nodeOf('timing').on('call:warn', () => warnings++)
    const status = nextStatus('timing')
    const foreign = [undefined, 'ten seconds', { total: 3 }, { ...timingOf('x'), stages: [null] }]
    for (const timing of foreign) {
      send('timing', { payload: 1, timing })
      assert.deepEqual((await receive('out'))['timing'], timing)
      send('timing', { timing: timingOf('tiny-v2') })
      await receive('out')
    }
    assert.equal(warnings, 1)
    assert.deepEqual(await status, {
      fill: 'yellow',
      shape: 'ring',
      text: 'depth-timing.status.noTiming',
    })
    assert.deepEqual(Object.keys((await summary()).keys), ['tiny-v2'])
  })

  it('says which of its settings cannot be used', async () => {
    for (const [changes, text] of [
      [{ keyType: 'flow' }, /Group by/],
      [{ window: 0 }, /Window/],
      [{ window: 2.5 }, /Window.*whole/],
      [{ interval: -1 }, /Summary/],
      [{ interval: 0.001 }, /Summary.*0\.1 seconds/],
    ] as const) {
      await start(changes)
      send('timing', { timing: timingOf('tiny-v2') })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, text)
      await unloadFlow()
    }
  })
})
