import type { Size } from '../../lib/frames/image-frame'

type Entry = readonly [tag: number, type: number, value: number]

const long = 4
const short = 3

/** The kinds of values that a TIFF may have: bytes of each, its SampleFormat, how it is written. */
const valueKinds = {
  uint16: [2, 1, 'writeUInt16LE'],
  int16: [2, 2, 'writeInt16LE'],
  int8: [1, 2, 'writeInt8'],
  uint32: [4, 1, 'writeUInt32LE'],
  int32: [4, 2, 'writeInt32LE'],
  float32: [4, 3, 'writeFloatLE'],
  float64: [8, 3, 'writeDoubleLE'],
} as const

/** A TIFF of values of that kind, the same in each of 1 or 3 channels. */
export function deepTiff(
  { width, height }: Size,
  kind: keyof typeof valueKinds,
  channels: 1 | 3,
  value: (x: number, y: number) => number,
): Buffer {
  const [bytes, format, write] = valueKinds[kind]
  const values = Buffer.alloc(bytes * channels * width * height)
  for (let at = 0; at < width * height; at++) {
    const it = value((at % width) / width, Math.floor(at / width) / height)
    for (let channel = 0; channel < channels; channel++) {
      values[write](it, bytes * (at * channels + channel))
    }
  }
  return tiff({ width, height }, values, 8 * bytes, [[339, short, format]], channels)
}

/** A gray TIFF with these further entries in its directory, in this order. */
export function grayTiff({ width, height }: Size, further: readonly Entry[]): Buffer {
  const values = Buffer.from(Array.from({ length: width * height }, (_, at) => at % 251))
  return tiff({ width, height }, values, 8, further)
}

function tiff(
  { width, height }: Size,
  values: Buffer,
  bits: number,
  further: readonly Entry[],
  channels: 1 | 3 = 1,
): Buffer {
  const count = 9 + further.length
  const start = 8 + 2 + 12 * count + 4
  const entries: readonly Entry[] = [
    [256, long, width],
    [257, long, height],
    [258, short, bits],
    [259, short, 1],
    [262, short, channels === 1 ? 1 : 2],
    [273, long, start],
    [277, short, channels],
    [278, long, height],
    [279, long, values.length],
    ...further,
  ]
  const header = Buffer.alloc(start)
  header.write('II*\0', 'latin1')
  header.writeUInt32LE(8, 4)
  header.writeUInt16LE(count, 8)
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + 12 * index
    header.writeUInt16LE(tag, at)
    header.writeUInt16LE(type, at + 2)
    header.writeUInt32LE(1, at + 4)
    header.writeUInt32LE(value, at + 8)
  })
  return Buffer.concat([header, values])
}
