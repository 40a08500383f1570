import { runInNewContext } from 'node:vm'

function throwing(): never {
  throw new Error('a getter that throws')
}

function cycle(): unknown {
  const value: Record<string, unknown> = { image: 1 }
  value['self'] = value
  return value
}

function detached(): unknown {
  const buffer = new ArrayBuffer(8)
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}

const refuse = { get: throwing, has: throwing, ownKeys: throwing, getPrototypeOf: throwing }

/** Values that no property is meant to hold, by what they are; each is made anew. */
export const oddValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => NaN,
  'minus one': () => -1,
  'a number beyond all': () => 1e308,
  'a BigInt': () => 10n,
  'a symbol': () => Symbol('odd'),
  'a function': () => throwing,
  true: () => true,
  'an empty text': () => '',
  'a text with NUL': () => 'a\0b',
  'a long text': () => 'x'.repeat(100_000),
  'half a surrogate pair': () => '\ud800',
  'a path of a device': () => '/dev/zero',
  'a path of a virtual file': () => '/proc/self/pagemap',
  'a path of a folder': () => '/etc',
  'a URL without a server': () => 'http://127.0.0.1:1/cam.jpg',
  'half a URL': () => 'http://[::1',
  'a file URL': () => 'file:///%00',
  'an empty data URI': () => 'data:,',
  'a template': () => '{{payload.url}}',
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null) as unknown,
  'a frozen object': () => Object.freeze({ image: Buffer.alloc(3) }),
  'an object with a cycle': cycle,
  'an object with a getter that throws': () =>
    Object.defineProperty({}, 'image', { get: throwing, enumerable: true }),
  'a proxy that throws': () => new Proxy({}, refuse),
  'a toJSON that throws': () => ({ toJSON: throwing }),
  'a toString that throws': () => ({ toString: throwing, valueOf: throwing }),
  'a toString that is none': () => ({ toString: 1, valueOf: 1 }),
  'hasOwnProperty as a value': () => ({ hasOwnProperty: 1 }),
  'constructor null': () => ({ constructor: null, data: Buffer.alloc(3), width: 1, height: 1 }),
  'something with then': () => ({ then: throwing }),
  'a promise that rejects': () => {
    const promise = Promise.reject(new Error('rejected'))
    promise.catch(() => undefined)
    return promise
  },
  'an array': () => [1, [2, [3]]],
  'an array with holes': () => new Array<number>(100_000),
  'a date that is none': () => new Date(NaN),
  'a map': () => new Map([['image', 1]]),
  'a typed array': () => new Float64Array(100),
  'a typed array of another realm': () => runInNewContext('new Uint8Array(100)') as unknown,
  'a DataView': () => new DataView(new ArrayBuffer(8)),
  'an ArrayBuffer': () => new ArrayBuffer(100),
  'a detached ArrayBuffer': detached,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(100),
  'JSON of a Buffer': () => ({ type: 'Buffer', data: [1, 'x', null, {}] }),
  'JSON of a Buffer as text': () => '{"type":"Buffer","data":[255,216]}',
  'raw pixels with a channel too many': () => ({
    data: Buffer.alloc(5),
    width: 1,
    height: 1,
    channels: 5,
  }),
  'raw pixels of odd sizes': () => ({
    data: Buffer.alloc(3),
    width: 1e300,
    height: -0,
    channels: { valueOf: 1 },
  }),
  'raw pixels without pixels': () => ({ data: Buffer.alloc(0), width: 0, height: 0, channels: 3 }),
  'images in images': () => ({ image: { image: { image: 'x' } } }),
  'what is left of a frame': () => ({ type: 'ImageFrame', id: '1' }),
}
