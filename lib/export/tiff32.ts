import { bytesOf, joined, type ValueMap } from './value-map'

/** Types of a field's value (TIFF 6.0, section 2): 16 and 32 bits. */
const short = 3
const long = 4

/** A field of the image's directory: tag, type, value. */
type Field = readonly [tag: number, type: typeof short | typeof long, value: number]

const headerBytes = 8
const fieldBytes = 12

/**
 * A baseline TIFF of one channel of 32-bit floats in a single strip, little endian and not compressed
 * (TIFF 6.0, section 3). sharp, which makes the other images, cannot write floats.
 */
export function encodeTiff32({ values, width, height }: ValueMap): Uint8Array<ArrayBuffer> {
  const fields = (dataStart: number): readonly Field[] => [
    [256, long, width],
    [257, long, height],
    [258, short, 32], // bits per sample
    [259, short, 1], // not compressed
    [262, short, 1], // large is bright
    [273, long, dataStart],
    [277, short, 1], // samples per pixel
    [278, long, height], // rows per strip
    [279, long, values.byteLength],
    [339, short, 3], // IEEE floating point
  ]
  const count = fields(0).length
  const dataStart = headerBytes + 2 + count * fieldBytes + 4
  const start = Buffer.alloc(dataStart)
  start.write('II', 'latin1')
  start.writeUInt16LE(42, 2)
  start.writeUInt32LE(headerBytes, 4)
  start.writeUInt16LE(count, headerBytes)
  for (const [i, [tag, type, value]] of fields(dataStart).entries()) {
    const at = headerBytes + 2 + i * fieldBytes
    start.writeUInt16LE(tag, at)
    start.writeUInt16LE(type, at + 2)
    start.writeUInt32LE(1, at + 4)
    start.writeUInt32LE(value, at + 8)
  }
  return joined(start, bytesOf(values))
}
