import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { loadEncoded } from '../../lib/image/load'
import type { Timing } from '../../lib/timing/timeline'
import { loopGraph } from '../../tools/graph'
import { inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import {
  catching,
  helperNode,
  caught,
  nextStatusText,
  nodeOf,
  receive,
  send,
  type FlowNode,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { CustomModels } from '../../testing/models/custom-models'
import { rampFrame } from '../../testing/frames/images'
import { childrenOf } from '../../testing/process/processes'
import { until } from '../../testing/process/until'

const out = helperNode('out')
const dropped = helperNode('dropped')
const completed: readonly FlowNode[] = [
  { id: 'complete', type: 'complete', scope: ['infer'], wires: [['completed']] },
  { id: 'completed', type: 'helper', wires: [] },
]
const newestWins = { queue: 'newest', reportDrops: true }

/** The ids of the messages that come to a node of type helper, as they come. */
function idsAt(id: string): readonly string[] {
  const ids: string[] = []
  nodeOf(id).on('input', (msg: { _msgid: string }) => ids.push(msg._msgid))
  return ids
}

describe('the queue of infer depth', () => {
  withNodeRed()
  let models: CustomModels
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    image = await rampFrame(160, 90)
  })
  after(() => models.remove())

  it('drops none of 500 messages by itself: those beyond the limit are errors', async () => {
    const busy = await models.add('busy-fifo', loopGraph({ seconds: 0.25 }))
    const infer = inferNode('infer', busy, [['out']], { queueLimit: 20 })
    await loadInferFlow([infer, out, ...catching, ...completed])
    const [served, failed, done] = [idsAt('out'), idsAt('caught'), idsAt('completed')]
    const ids = Array.from({ length: 500 }, (_, n) => `message ${n}`)
    for (const id of ids) {
      send('infer', { _msgid: id, payload: image })
      await sleep(5)
    }
    await until(() => done.length + failed.length >= ids.length || undefined, 180_000)
    assert.deepEqual([...served, ...failed].sort(), ids.toSorted())
    assert.deepEqual(served, done)
    assert.deepEqual(served, served.toSorted(byNumber), 'first in, first out')
    assert.ok(failed.length > ids.length / 2, `${failed.length} were beyond the limit`)
    const { code, message } = await caught()
    assert.equal(code, 'QUEUE_FULL')
    assert.match(message, /"Queue limit"/)
  }).timeout(180_000)

  it('serves the newest of 500 live frames, and each is sent, dropped or failed exactly once', async () => {
    const busy = await models.add('busy', loopGraph({ seconds: 0.25 }))
    const infer = inferNode('infer', busy, [['out'], ['dropped']], newestWins)
    await loadInferFlow([infer, out, dropped, ...catching, ...completed])
    const [served, drops, failed] = [idsAt('out'), idsAt('dropped'), idsAt('caught')]
    const done = idsAt('completed')
    const ids = Array.from({ length: 500 }, (_, n) => `message ${n}`)
    for (const [n, id] of ids.entries()) {
      // Some carry no image, and once the process is killed under the frame that runs.
      send('infer', { _msgid: id, payload: n % 50 === 1 ? undefined : image, topic: 'door' })
      if (n === 250) for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL')
      await sleep(5)
    }
    await until(() => done.length + failed.length >= ids.length || undefined, 180_000)
    assert.deepEqual([...served, ...drops, ...failed].sort(), ids.toSorted())
    assert.deepEqual([...served, ...drops].sort(), done.toSorted())
    assert.ok(drops.length > ids.length / 2, `${drops.length} dropped`)
    assert.ok(failed.length >= 10, `${failed.length} failed`)
    assert.equal(served.at(-1), ids.at(-1))
    assert.deepEqual(served, served.toSorted(byNumber), 'never an older frame after a newer one')
  }).timeout(180_000)

  it('keeps the newest of live frames, and every other message, whatever it is set to', async () => {
    const slow = await models.add('slow-live', loopGraph({ seconds: 0.1 }))
    await loadInferFlow([inferNode('infer', slow, [['out']], { queueLimit: 10 }), out])
    const served = idsAt('out')
    const live = await loadEncoded(
      image.encoded ?? Buffer.alloc(0),
      'a camera',
      { maxPixels: 1e6 },
      { live: true },
    )
    for (let n = 0; n < 50; n++)
      send('infer', { _msgid: `live ${n}`, payload: live, topic: 'door' })
    send('infer', { _msgid: 'kept', payload: image, topic: 'door' })
    await until(() => served.includes('kept') || undefined, 60_000)
    assert.deepEqual(served.slice(-2), ['live 49', 'kept'])
    assert.ok(served.length <= 3, served.join())
  }).timeout(60_000)

  for (const [name, property] of [
    ['res', { res: {} }],
    ['parts', { parts: { id: 'p', index: 0, count: 40 } }],
  ] as const) {
    it(`drops no message with ${name} among live frames of one camera`, async () => {
      const slow = await models.add(`slow-${name}`, loopGraph({ seconds: 0.02 }))
      const changes = { ...newestWins, queueLimit: 40 }
      const infer = inferNode('infer', slow, [['out'], ['dropped']], changes)
      await loadInferFlow([infer, out, dropped])
      const served = idsAt('out')
      const kept = Array.from({ length: 40 }, (_, n) => `message ${n}`)
      for (const id of kept) {
        send('infer', { _msgid: id, payload: image, topic: 'door', ...property })
        send('infer', { _msgid: 'live', payload: image, topic: 'door' })
      }
      await receive('dropped')
      await until(() => kept.every((id) => served.includes(id)) || undefined, 60_000)
      assert.deepEqual(
        served.filter((id) => id !== 'live'),
        kept,
      )
    })
  }

  it('reports each dropped frame on the second output', async () => {
    const slow = await models.add('slow-drops', loopGraph({ seconds: 0.3 }))
    await loadInferFlow([
      inferNode('infer', slow, [['out'], ['dropped']], newestWins),
      out,
      dropped,
    ])
    // The catalog that has the number of them is not loaded here.
    const status = nextStatusText('infer', /^cpu, \d+ ms.*dropped$/)
    for (const n of [1, 2, 3]) send('infer', { payload: image, topic: 'door', n })
    assert.deepEqual((await receive('dropped')).payload, {
      reason: 'newer',
      frame: image.id,
      model: 'slow-drops',
      dropped: 1,
    })
    // The first frame was waiting for the model to load when the others came.
    assert.deepEqual((await receive('out'))['n'], 3)
    await status
  })

  it('never has two native runs at once on one device', async () => {
    const first = await models.add('first', loopGraph({ seconds: 0.2 }))
    const second = await models.add('second', loopGraph({ seconds: 0.2 }))
    await loadInferFlow([inferNode('a', first, [['out']]), inferNode('b', second, [['out']]), out])
    for (let i = 0; i < 3; i++) {
      send('a', { payload: image })
      send('b', { payload: image })
    }
    const runs = []
    for (let i = 0; i < 6; i++) {
      const { started, stages } = (await receive('out'))['timing'] as Timing
      const inference = stages.find(({ stage }) => stage === 'inference')
      const begin = started + (inference?.start ?? NaN)
      runs.push({ begin, end: begin + (inference?.ms ?? NaN), model: inference?.model })
    }
    runs.sort((one, other) => one.begin - other.begin)
    for (const [i, { begin }] of runs.entries()) {
      const before = runs[i - 1]
      // A run is placed within its round trip; that far the ends may be off.
      if (before !== undefined) assert.ok(begin > before.end - 5, `run ${i} began too early`)
    }
    const turns = runs.slice(0, 4).map(({ model }) => model)
    assert.ok(
      turns.every((model, i) => model !== turns[i - 1]),
      `the nodes take turns: ${turns.join(', ')}`,
    )
  })
})

/** By the number at the end of a message's id. */
function byNumber(one: string, other: string): number {
  return Number(one.split(' ')[1]) - Number(other.split(' ')[1])
}
