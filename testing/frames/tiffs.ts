import type { Size } from '../../lib/frames/image-frame'

type Entry = readonly [tag: number, type: number, value: number]

const long = 4
const short = 3

/** A TIFF of 32-bit floating point values in one channel. */
export function floatTiff(
  { width, height }: Size,
  value: (x: number, y: number) => number,
): Buffer {
  const values = Buffer.alloc(4 * width * height)
  for (let at = 0; at < width * height; at++) {
    const x = (at % width) / width
    values.writeFloatLE(value(x, Math.floor(at / width) / height), 4 * at)
  }
  const floatingPoint = 3
  return tiff({ width, height }, values, 32, [[339, short, floatingPoint]])
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
): Buffer {
  const count = 9 + further.length
  const start = 8 + 2 + 12 * count + 4
  const entries: readonly Entry[] = [
    [256, long, width],
    [257, long, height],
    [258, short, bits],
    [259, short, 1],
    [262, short, 1],
    [273, long, start],
    [277, short, 1],
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
