import assert from 'node:assert/strict'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { nearZeroGraph } from '../../tools/graph'
import { rampFrame } from '../../testing/frames/images'
import { CustomModels } from '../../testing/models/custom-models'
import { inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import { catching, caught, helperNode, receive, send } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'

/** Messages that function nodes can make; each has an id of its own. */
const unwritable: Readonly<Record<string, (msg: object) => object>> = {
  frozen: Object.freeze,
  sealed: Object.seal,
  'not extensible': Object.preventExtensions,
}

const uncopyable: Readonly<Record<string, object>> = {
  'a getter that throws': Object.defineProperty({}, 'late', {
    enumerable: true,
    get: () => {
      throw new Error('too late')
    },
  }),
  'an error with hasOwnProperty': { error: { hasOwnProperty: 1 } },
  'its own hasOwnProperty': { hasOwnProperty: 1 },
  'a revoked proxy': { proxy: revoked() },
}

const topics: Readonly<Record<string, unknown>> = {
  cyclic: (() => {
    const topic: Record<string, unknown> = {}
    return Object.assign(topic, { topic })
  })(),
  'a BigInt': 12n,
  'an object whose toJSON throws': {
    toJSON: () => {
      throw new Error('toJSON')
    },
  },
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

describe('odd messages', () => {
  withNodeRed()
  let models: CustomModels
  let model: string
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    model = await models.add('quick', nearZeroGraph())
    image = await rampFrame(160, 90)
  })
  after(() => models.remove())

  const start = (changes: Record<string, unknown> = {}) =>
    loadInferFlow([inferNode('infer', model, [['out']], changes), helperNode('out'), ...catching])

  const runsAGoodOne = async () => {
    send('infer', { _msgid: 'good', payload: image })
    assert.equal((await receive('out'))._msgid, 'good')
  }

  for (const [name, close] of Object.entries(unwritable)) {
    it(`are worked on when they are ${name}`, async () => {
      await start()
      send('infer', close({ _msgid: 'odd', payload: image, topic: 'door' }) as { _msgid: string })
      const { payload, topic } = await receive('out')
      assert.match(String(payload), /^DepthFrame/)
      assert.equal(topic, 'door')
    })
  }

  for (const [name, odd] of Object.entries(uncopyable)) {
    it(`reach Catch by their id when they cannot be copied: ${name}`, async () => {
      await start()
      const msg = Object.defineProperties(
        { _msgid: 'odd', payload: 'no image' },
        {
          ...Object.getOwnPropertyDescriptors(odd),
        },
      )
      send('infer', msg)
      const { code, msg: reported } = await caught()
      assert.deepEqual([code, reported._msgid], ['INPUT_UNSUPPORTED', 'odd'])
      await runsAGoodOne()
    })
  }

  for (const property of ['timing', 'res', 'parts', 'topic', 'payload']) {
    it(`are an error of the message where msg.${property} throws`, async () => {
      await start({ queue: 'newest' })
      const get = () => {
        throw new Error('no')
      }
      const msg = { _msgid: 'odd', payload: image }
      send('infer', Object.defineProperty(msg, property, { get, enumerable: true }))
      assert.equal((await caught()).code, 'INPUT_UNSUPPORTED')
      await runsAGoodOne()
    })
  }

  for (const [name, topic] of Object.entries(topics)) {
    it(`are grouped by whatever they hold: ${name}`, async () => {
      await start({ queue: 'newest' })
      send('infer', { _msgid: 'odd', payload: image, topic })
      assert.equal((await receive('out'))._msgid, 'odd')
    })
  }
})
