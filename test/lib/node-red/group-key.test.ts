import assert from 'node:assert/strict'
import { groupKey } from '../../../lib/node-red/group-key'

const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

function fail(): never {
  throw new Error('toJSON')
}

const keys: readonly (readonly [name: string, value: unknown, key: string])[] = [
  ['text', 'door', 'door'],
  ['a URL, whole', 'http://cam/?room=1', 'http://cam/?room=1'],
  ['no topic', undefined, ''],
  ['null', null, ''],
  ['a number', 7, '7'],
  ['a BigInt', 12n, '12'],
  ['a symbol', Symbol('door'), 'Symbol(door)'],
  ['an object', { camera: 'door' }, '{"camera":"door"}'],
  ['a cyclic object', cyclic, '[object Object]'],
  ['an object with a BigInt', { id: 1n }, '[object Object]'],
  ['an object whose toJSON throws', { toJSON: fail }, '[object Object]'],
  ['an object whose toJSON returns nothing', { toJSON: () => undefined }, ''],
  [
    'an object without a text',
    Object.assign(Object.create(null) as object, { toJSON: fail }),
    'a value of type object without a text',
  ],
]

describe('the key that messages are grouped by', () => {
  for (const [name, value, key] of keys) {
    it(`is a text for ${name}`, () => assert.equal(groupKey(value), key))
  }
})
