import { scene } from '../../frames/scenes'
import { nodesUnderTest } from '../arena'
import type { Message } from '../embedded-node-red'
import { oddValues } from './odd-values'
import type { Kind } from './kind'

function throwing(): never {
  throw new Error('a getter that throws')
}

/** What our nodes read, and what Node-RED reads of a message. */
const properties = [
  'payload',
  'topic',
  'timing',
  'foreignTiming',
  'parts',
  'res',
  'req',
  'headers',
  'model',
  'colorMap',
  'reset',
  'calibrate',
  'reference',
  'regions',
  'boxes',
  'annotations',
  'error',
  'complete',
] as const

/** What a message itself may be; it keeps its id. */
const wrappings: Readonly<Record<string, (msg: Message) => Message>> = {
  plain: (msg) => msg,
  frozen: (msg) => Object.freeze(msg),
  sealed: (msg) => Object.seal(msg),
  'not extensible': (msg) => Object.preventExtensions(msg),
  'with read-only properties': (msg) =>
    Object.defineProperties(
      {},
      {
        ...Object.getOwnPropertyDescriptors(msg),
        payload: { value: msg['payload'], enumerable: true },
      },
    ),
  'with a getter that throws': (msg) =>
    Object.defineProperty(msg, 'extra', {
      enumerable: true,
      get: throwing,
    }),
  'with timing, res and parts that throw': (msg) =>
    Object.defineProperties(
      msg,
      Object.fromEntries(
        ['timing', 'res', 'parts'].map((name) => [name, { enumerable: true, get: throwing }]),
      ),
    ),
  'without a prototype': (msg) => Object.assign(Object.create(null) as Message, msg),
}

/** Messages that no node is meant to get. */
export const messages: Kind = {
  flow: {
    load: { queue: 'newest' },
    infer: { modelType: 'msg', model: 'model', queue: 'newest' },
    render: { colorMap: 'msg' },
  },
  fates: ['sent', 'failed', 'dropped'],
  run: async (arena, random, over) => {
    const jpeg = await scene(160, 120).jpeg().toBuffer()
    while (!over()) {
      const odd = Array.from(
        { length: 1 + random.int(2) },
        () => [random.pick(properties), random.pick(Object.keys(oddValues))] as const,
      )
      const wrapping = random.chance(0.5) ? 'plain' : random.pick(Object.keys(wrappings))
      const make = (_msgid: string): Message => {
        const msg: Message = {
          _msgid,
          topic: _msgid,
          payload: jpeg,
          model: 'tiny-v2',
          colorMap: 'inferno',
        }
        for (const [property, value] of odd) msg[property] = oddValues[value]?.()
        return wrappings[wrapping]?.(msg) ?? msg
      }
      const label = odd.map(([property, value]) => `${property} is ${value}`).join(', ')
      const at = random.chance(0.5) ? 'load' : random.pick(nodesUnderTest)
      arena.send(make, `${label}; the message is ${wrapping}`, at)
      await arena.atMost(8)
    }
  },
}
