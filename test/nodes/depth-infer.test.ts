import assert from 'node:assert/strict'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { loadImage } from '../../lib/image/load'
import type { Timing } from '../../lib/timing/timeline'
import { loopGraph, nearZeroGraph } from '../../tools/graph'
import { inferModules, inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import {
  catching,
  helperNode,
  caught,
  coreNode,
  loadFlow,
  nextStatusText,
  nodeOf,
  receive,
  send,
  type FlowNode,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { CustomModels } from '../../testing/models/custom-models'
import { rampFrame, rampJpeg } from '../../testing/frames/images'
import { withoutSpectralEnd } from '../../testing/frames/jpegs'

const out = helperNode('out')

describe('infer depth', () => {
  withNodeRed()
  let models: CustomModels
  let quick: string
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    quick = await models.add('quick', nearZeroGraph())
    image = await rampFrame(160, 90)
  })
  after(() => models.remove())

  it('turns an image into depth at the input size of the model, and keeps the rest', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']]), out])
    send('infer', { payload: image, topic: 'door', extra: { kept: true } })
    const msg = await receive('out')
    const depth = msg.payload as DepthFrame
    assert.deepEqual([depth.width, depth.height], [98, 56])
    assert.equal(depth.model, 'quick')
    assert.equal(depth.provider, 'cpu')
    assert.equal(depth.image, image)
    assert.ok(depth.at(0.95, 0.5) !== depth.at(0.05, 0.5), 'the depth follows the image')
    assert.equal(msg.topic, 'door')
    assert.deepEqual(msg['extra'], { kept: true })
  })

  it('warns of an odd image once, and of one that shows nothing once', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']]), out])
    const warnings: string[] = []
    nodeOf('infer').on('call:warn', (call: { args: [string] }) => warnings.push(call.args[0]))
    const jpeg = await rampJpeg(160, 90)
    const plain = { data: Buffer.alloc(48, 7), width: 4, height: 4, channels: 3 }
    for (const value of [withoutSpectralEnd(jpeg), withoutSpectralEnd(jpeg), plain, plain, jpeg]) {
      send('infer', { payload: (await loadImage(value, { label: 'msg.payload' })).frame })
      await receive('out')
    }
    assert.equal(warnings.length, 2)
    assert.match(warnings[0] ?? '', /Invalid SOS parameters/)
    assert.match(warnings[1] ?? '', /one color everywhere/)
  })

  it('sends the depth of an unchanged image again, for each topic, where that is set', async () => {
    const changes = { unchanged: 'reuse', reuseLimit: 60 }
    await loadInferFlow([inferNode('infer', quick, [['out']], changes), out])
    const seen = async (topic: string, payload: ImageFrame) => {
      send('infer', { payload, topic })
      const msg = await receive('out')
      const { stages } = msg['timing'] as Timing
      return { depth: msg.payload as DepthFrame, stages: stages.map(({ stage }) => stage), msg }
    }
    const first = await seen('door', image)
    assert.equal(first.depth.reused, false)
    assert.ok(first.stages.includes('compare') && first.stages.includes('inference'))
    const same = await rampFrame(160, 90)
    const again = await seen('door', same)
    assert.equal(again.depth.reused, true)
    assert.equal(again.depth.data, first.depth.data)
    assert.equal(again.depth.image, same)
    assert.notEqual(again.depth.id, first.depth.id)
    assert.deepEqual(again.stages, ['queue', 'compare'])
    assert.equal((again.msg['timing'] as Timing).stages[1]?.reused, true)
    assert.equal((await seen('yard', same)).depth.reused, false)
    const smaller = await rampFrame(80, 90)
    assert.equal((await seen('door', smaller)).depth.reused, false)
  })

  it('reports its stages in order, the first run of a shape as cold', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']]), out])
    for (const cold of [true, undefined]) {
      send('infer', { payload: image })
      const { id, stages } = (await receive('out'))['timing'] as Timing
      assert.equal(id, image.id)
      assert.deepEqual(
        stages.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1]),
        ['queue', 'decode', 'transfer', 'normalize', 'inference', 'range'],
      )
      const inference = stages.find(({ stage }) => stage === 'inference')
      assert.equal(inference?.model, 'quick')
      assert.equal(inference.provider, 'cpu')
      assert.equal(inference.cold, cold)
    }
  })

  it('gives different depth by V1 and V2 from one image that is decoded once', async () => {
    const bundled = { modelType: 'catalog' }
    await loadInferFlow([
      inferNode('v1', 'tiny-v1', [['out']], bundled),
      inferNode('v2', 'tiny-v2', [['out']], bundled),
      out,
    ])
    send('v1', { payload: image })
    send('v2', { payload: image })
    const results = [await receive('out'), await receive('out')]
    const [one, other] = results.map(({ payload }) => payload as DepthFrame)
    assert.deepEqual(new Set([one?.model, other?.model]), new Set(['tiny-v1', 'tiny-v2']))
    assert.notDeepEqual(one?.data, other?.data)
    const decodes = results.flatMap(({ timing }) =>
      (timing as Timing).stages.filter(({ stage }) => stage === 'decode'),
    )
    assert.deepEqual(decodes.map(({ shared }) => shared === true).sort(), [false, true])
    assert.equal(decodes[0]?.ms, decodes[1]?.ms, 'the decode is charged to both')
  })

  it('takes the model that a message names', async () => {
    const byMessage = inferNode('infer', 'chosen', [['out']], { modelType: 'msg' })
    await loadInferFlow([byMessage, out, ...catching])
    for (const chosen of ['tiny-v1', 'tiny-v2', 'tiny-v1']) {
      send('infer', { payload: image, chosen })
      assert.equal(((await receive('out')).payload as DepthFrame).model, chosen)
    }
    send('infer', { payload: image, chosen: 'tiny-v9' })
    assert.equal((await caught()).code, 'MODEL_UNKNOWN')
    send('infer', { payload: image })
    assert.match((await caught()).message, /msg\.chosen/)
  })

  const refused = [
    ['nothing', undefined, 'INPUT_MISSING', /msg\.payload is empty/],
    ['a Buffer', Buffer.from('x'), 'INPUT_UNSUPPORTED', /Buffer of 1 byte .*load image/],
    ['text', 'x', 'INPUT_UNSUPPORTED', /a text of 1 character/],
    ['a frame cloned by Change or Trigger', {}, 'INPUT_CLONED_FRAME', /Deep copy.*Trigger/],
  ] as const
  for (const [what, payload, code, text] of refused) {
    it(`refuses ${what} with ${code}, and the next image runs`, async () => {
      await loadInferFlow([inferNode('infer', quick, [['out']]), out, ...catching])
      send('infer', { payload })
      const error = await caught()
      assert.equal(error.code, code)
      assert.match(error.message, text)
      send('infer', { payload: image })
      assert.ok((await receive('out')).payload)
    })
  }

  const trigger = {
    id: 'clones',
    type: 'trigger',
    op1type: 'nul',
    duration: '100',
    units: 'ms',
    bytopic: 'all',
    outputs: 1,
    wires: [['infer']],
  }
  const cloning: readonly (readonly [string, string, FlowNode])[] = [
    [
      'Change with "Deep copy value"',
      'function/15-change',
      {
        id: 'clones',
        type: 'change',
        rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload', tot: 'msg', dc: true }],
        wires: [['infer']],
      },
    ],
    ['Trigger that sends the original', 'function/89-trigger', { ...trigger, op2type: 'pay' }],
    [
      'Trigger that sends the latest',
      'function/89-trigger',
      { ...trigger, op2type: 'payl', extend: true },
    ],
  ]
  for (const [name, module, node] of cloning) {
    it(`names ${name} as the cause when it has cloned the frame`, async () => {
      const flow = [node, inferNode('infer', quick, [['out']]), out, ...catching]
      await loadFlow([...inferModules, coreNode(module)], flow)
      send('clones', { payload: image })
      send('clones', { payload: image })
      const { code, message } = await caught()
      assert.equal(code, 'INPUT_CLONED_FRAME')
      assert.match(message, /Change with "Deep copy value".*Trigger/)
    })
  }

  it('says so when a setting is not usable', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']], { queueLimit: 0 }), out, ...catching])
    send('infer', { payload: image })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /"Queue limit" is 0/)
  })

  it('leaves the event loop of Node-RED free while a native run goes on', async () => {
    const long = await models.add('long', loopGraph({ seconds: 2 }))
    const infer = inferNode('infer', long, [['out']], { timeLimit: 120 })
    await loadInferFlow([infer, out, helperNode('other')])
    send('infer', { payload: image })
    await receive('out')
    send('infer', { payload: image })
    let isDone = false
    const done = receive('out').finally(() => (isDone = true))
    for (let passed = 0; passed < 100; passed++) {
      await nextTurn()
      send('other', {})
      await receive('other')
    }
    assert.equal(isDone, false, 'other messages passed before the run ended')
    await done
  }).timeout(120_000)

  it('loads the model at deploy and has its first run behind it when warm-up is on', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']], { warmUp: true, size: 56 }), out])
    await nextStatusText('infer', /^depth-infer\.status\.ready$/)
    const frame = await rampFrame(1280, 720)
    send('infer', { payload: frame })
    const { stages } = (await receive('out'))['timing'] as Timing
    assert.ok(stages.every(({ cold }) => cold === undefined))
  })

  it('uses the defaults of a fresh dialog for settings that a flow lacks', async () => {
    const bare = { id: 'infer', type: 'depth-infer', wires: [['out']] }
    await loadInferFlow([bare, out])
    send('infer', { payload: image })
    const { model, provider } = (await receive('out')).payload as DepthFrame
    assert.deepEqual({ model, provider }, { model: 'tiny-v2', provider: 'cpu' })
  })

  it('takes numbers as text, as some editors store them', async () => {
    const texts = { queueLimit: '3', timeLimit: '5.5', size: '28', threads: '1', deviceId: '0' }
    await loadInferFlow([inferNode('infer', quick, [['out']], texts), out])
    send('infer', { payload: image })
    assert.equal(((await receive('out')).payload as DepthFrame).height, 28)
  })

  it('refuses settings of a later version of the package', async () => {
    const later = { configVersion: 3 }
    await loadInferFlow([inferNode('infer', quick, [['out']], later), out, ...catching])
    send('infer', { payload: image })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /later version.*Update/)
  })
})
