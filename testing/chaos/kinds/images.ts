import type { Random } from '../random'
import { scene } from '../../frames/scenes'
import type { Kind } from './kind'

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer

/** A run of bytes somewhere in the image, at most 64 of them. */
function span(bytes: Buffer, random: Random): readonly [from: number, to: number] {
  const from = random.int(bytes.length)
  return [from, Math.min(bytes.length, from + 1 + random.int(64))]
}

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes)
  change(copy)
  return copy
}

const extremes = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff] as const

/** What is done to an image. Headers are where decoders believe most, so every other change is there. */
const mutations: Readonly<Record<string, Mutation>> = {
  'a bit flipped': (bytes, random) =>
    changed(bytes, (copy) => {
      const at = random.int(copy.length)
      copy[at] = (copy[at] ?? 0) ^ (1 << random.int(8))
    }),
  'a byte of the header changed': (bytes, random) =>
    changed(bytes, (copy) => {
      copy[random.int(Math.min(64, copy.length))] = random.int(256)
    }),
  'cut short': (bytes, random) => bytes.subarray(0, random.int(bytes.length)),
  'without its beginning': (bytes, random) => bytes.subarray(random.int(32)),
  'zeros in a span': (bytes, random) =>
    changed(bytes, (copy) => copy.fill(0, ...span(copy, random))),
  'a span removed': (bytes, random) => {
    const [from, to] = span(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  'a span doubled': (bytes, random) => {
    const [from, to] = span(bytes, random)
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  },
  'noise inserted': (bytes, random) => {
    const at = random.int(bytes.length)
    return Buffer.concat([
      bytes.subarray(0, at),
      random.bytes(1 + random.int(64)),
      bytes.subarray(at),
    ])
  },
  'a length made extreme': (bytes, random) =>
    changed(bytes, (copy) => {
      const at = random.int(Math.min(copy.length, 512) - 4)
      if (random.chance(0.5)) copy.writeUInt32BE(random.pick(extremes), at)
      else copy.writeUInt32LE(random.pick(extremes), at)
    }),
  'the end of another image': (bytes, random, other) =>
    Buffer.concat([
      bytes.subarray(0, random.int(bytes.length)),
      other.subarray(random.int(other.length)),
    ]),
  'a header and noise': (bytes, random) =>
    Buffer.concat([bytes.subarray(0, 1 + random.int(64)), random.bytes(random.int(512))]),
}

/** How the bytes are sent. */
const carriers: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'as a Buffer': (bytes) => bytes,
  'as base64': (bytes) => bytes.toString('base64'),
  'as a data URI': (bytes) => `data:image/png;base64,${bytes.toString('base64')}`,
  'as JSON of a Buffer': (bytes) => JSON.parse(JSON.stringify(bytes)) as unknown,
}

async function bases(): Promise<Readonly<Record<string, Buffer>>> {
  const small = () => scene(160, 120)
  return {
    jpeg: await small().jpeg().toBuffer(),
    'progressive jpeg': await small().jpeg({ progressive: true }).toBuffer(),
    'gray jpeg': await small().grayscale().jpeg().toBuffer(),
    'jpeg with EXIF': await small()
      .withExif({ IFD0: { Orientation: '6' } })
      .jpeg()
      .toBuffer(),
    'cmyk jpeg': await small().toColorspace('cmyk').jpeg().toBuffer(),
    png: await small().png().toBuffer(),
    'interlaced png': await small().png({ progressive: true }).toBuffer(),
    'palette png': await small().png({ palette: true }).toBuffer(),
    '16-bit png': await small().toColorspace('rgb16').png().toBuffer(),
    'png with alpha': await small().ensureAlpha(0.5).png().toBuffer(),
    webp: await small().webp().toBuffer(),
    'lossless webp': await small().webp({ lossless: true }).toBuffer(),
    avif: await small().avif({ effort: 0 }).toBuffer(),
    tiff: await small().tiff({ compression: 'lzw' }).toBuffer(),
    'tiled tiff': await small().tiff({ tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
    gif: await small().gif().toBuffer(),
  }
}

/** Images that were damaged on their way. */
export const images: Kind = {
  flow: {},
  fates: ['sent', 'failed'],
  run: async (arena, random, over) => {
    const whole = await bases()
    const names = Object.keys(whole)
    const image = (name: string) => whole[name] ?? Buffer.alloc(0)
    while (!over()) {
      const base = random.pick(names)
      const mutation = random.pick(Object.keys(mutations))
      const carrier = random.pick(Object.keys(carriers))
      const bytes = mutations[mutation]?.(image(base), random, image(random.pick(names)))
      const payload = carriers[carrier]?.(bytes ?? Buffer.alloc(0))
      const shown = bytes === undefined ? '' : bytes.toString('base64').slice(0, 2000)
      arena.send((_msgid) => ({ _msgid, payload }), `${base}, ${mutation}, ${carrier}: ${shown}`)
      await arena.atMost(8)
    }
  },
}
