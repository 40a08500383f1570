import assert from 'node:assert/strict'
import type { NodeAPI } from 'node-red'
import { sightingOf, spreadOf } from '../../lib/depth/calibration/reference'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { FlowMessage } from '../../lib/node-red/message'
import { viewsOf } from '../../lib/node-red/views/routes'
import type { Timing } from '../../lib/timing/timeline'
import { defaultConfig } from '../../nodes/depth-calibrate/config'
import depthCalibrate from '../../nodes/depth-calibrate/depth-calibrate'
import type { StoredReference } from '../../nodes/depth-calibrate/references-setting'
import { depthFrame, untrusted } from '../../testing/frames/depth-frames'
import { caught, nextStatusText, nodeOf, receive, send } from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'

const node = { id: 'calibrate', type: 'depth-calibrate', ...defaultConfig, wires: [['out']] }

/** Inverse depth from 1 to 10 from left to right, where 1/z is a tenth of it. */
function ramp(model = 'tiny-v2'): DepthFrame {
  const row = Array.from({ length: 10 }, (_, x) => x + 1)
  return depthFrame(
    Array.from({ length: 6 }, () => row),
    { model },
  )
}

/** A place on the ramp, and its distance. */
function place(column: number) {
  return { x: (column + 0.5) / 10, y: 0.5, meters: 10 / (column + 1) }
}

/** A reference of the dialog. */
function stored(column: number, key = ''): StoredReference {
  const { meters, ...point } = place(column)
  const shape = { kind: 'point', points: [point] } as const
  const frame = ramp()
  return { key, shape, meters, seen: sightingOf(frame, shape, spreadOf(frame.data)) }
}

describe('the calibrate depth node', () => {
  let nodeRed: NodeAPI
  const start = nodeUnderTest((RED: NodeAPI) => {
    nodeRed = RED
    depthCalibrate(RED)
  }, node)

  async function result(msg: Record<string, unknown>): Promise<DepthFrame> {
    const received = receive('out')
    send('calibrate', msg)
    return (await received).payload as DepthFrame
  }

  /** What the node warns of from now on. */
  function warnings(): readonly string[] {
    const warned: string[] = []
    nodeOf('calibrate').on('call:warn', (call: { args: [string] }) => warned.push(call.args[0]))
    return warned
  }

  it('passes frames unchanged before there are references, and keeps them for the dialog', async () => {
    await start({ references: [stored(1, 'yard')] })
    const isShown = nextStatusText('calibrate', /notCalibrated/)
    const frame = ramp()
    assert.equal(await result({ payload: frame, topic: 'door' }), frame)
    assert.equal(viewsOf(nodeRed).look()[0]?.key, 'door')
    await isShown
  })

  it('makes meters by the references of the dialog, of each key', async () => {
    await start({ references: [stored(1, 'door'), stored(4, 'door'), stored(9, 'door')] })
    const received = receive('out')
    send('calibrate', { payload: ramp(), topic: 'door' })
    const msg: FlowMessage = await received
    const frame = msg.payload as DepthFrame
    assert.deepEqual([frame.unit, frame.range], ['m', { min: 1, max: 10 }])
    assert.deepEqual(
      (msg['timing'] as Timing).stages.map(({ stage }) => stage),
      ['calibrate'],
    )
    assert.equal((await result({ payload: ramp(), topic: 'yard' })).unit, undefined)
  })

  it('is lost for frames of another model, which pass with their values', async () => {
    await start({ references: [stored(1), stored(9)] })
    const isShown = nextStatusText('calibrate', /lost\.model/)
    const other = ramp('tiny-v1')
    const frame = await result({ payload: other })
    assert.deepEqual([frame.unit, frame.data], [undefined, other.data])
    assert.deepEqual(frame.calibration, { state: 'lost', reason: 'model' })
    await isShown
  })

  it('says that an image cannot be trusted, and not that the calibration is lost', async () => {
    await start({ references: [stored(1), stored(9)] })
    const isShown = nextStatusText('calibrate', /reason\.too dark/)
    await result({ payload: untrusted(ramp('tiny-v1'), 'too dark') })
    await isShown
  })

  it('takes references from a message, with a frame or for the last one, and gives them up', async () => {
    await start({ references: [stored(1)] })
    assert.equal((await result({ payload: ramp() })).calibration?.state, 'current')
    const calibrate = [place(1), { ...place(4), width: 0.05, height: 0.2 }, place(9)]
    const error = async (msg: Record<string, unknown>) => {
      const { calibration } = await result(msg)
      return calibration?.state === 'current' && calibration.error !== undefined
    }
    assert.ok(await error({ payload: ramp(), calibrate }))
    assert.ok(await error({ payload: ramp() }))
    send('calibrate', { calibrate: [] })
    assert.ok(!(await error({ payload: ramp() })))
    send('calibrate', { calibrate })
    assert.ok(await error({ payload: ramp() }))
  })

  it('says once that a restart forgets the references of messages', async () => {
    await start()
    const warned = warnings()
    for (const last of [8, 9]) await result({ payload: ramp(), calibrate: [place(1), place(last)] })
    assert.equal(warned.length, 1)
    assert.match(warned.join(), /a restart of Node-RED forgets them/)
  })

  it('keeps its calibration where references of a message give none', async () => {
    await start({ references: [stored(1), stored(9)] })
    assert.equal((await result({ payload: ramp() })).unit, 'm')
    const contradiction = [
      { ...place(1), meters: 1 },
      { ...place(9), meters: 10 },
    ]
    send('calibrate', { payload: ramp(), calibrate: contradiction })
    assert.equal((await caught()).code, 'CALIBRATION_INVALID')
    assert.equal((await result({ payload: ramp() })).unit, 'm')
  })

  it('warns of references of the dialog that give no calibration, and makes no meters of them', async () => {
    await start({ references: [stored(1), { ...stored(9), meters: 5.1 }] })
    const warned = warnings()
    const { calibration } = await result({ payload: ramp() })
    assert.deepEqual(calibration, { state: 'lost', reason: 'references' })
    assert.match(warned.join(), /too near to each other/)
  })

  for (const [what, msg, code] of [
    ['nothing', {}, 'INPUT_MISSING'],
    ['references without a frame', { calibrate: [place(1)] }, 'INPUT_MISSING'],
    ['a text', { payload: 'depth' }, 'INPUT_UNSUPPORTED'],
    [
      'a distance of 0',
      { payload: ramp(), calibrate: [{ ...place(1), meters: 0 }] },
      'INPUT_UNSUPPORTED',
    ],
    [
      'a place outside',
      { payload: ramp(), calibrate: [{ ...place(1), x: 2 }] },
      'INPUT_UNSUPPORTED',
    ],
    [
      'references on an image that cannot be trusted',
      { payload: untrusted(ramp(), 'too dark'), calibrate: [place(1), place(9)] },
      'IMAGE_UNUSABLE',
    ],
    ['no list of references', { payload: ramp(), calibrate: place(1) }, 'INPUT_UNSUPPORTED'],
    ['a list of nothing', { payload: ramp(), calibrate: [null] }, 'INPUT_UNSUPPORTED'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await start()
      send('calibrate', { ...msg })
      assert.equal((await caught()).code, code)
    })
  }

  it('names the reference that has no distance', async () => {
    await start({ references: [stored(1, 'door'), { ...stored(9, 'door'), meters: '' }] })
    send('calibrate', { payload: ramp() })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /Reference 2 of "door" has no distance/)
  })
})
