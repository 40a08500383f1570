import { bytesOf, joined, type ValueMap } from './value-map'

const magic = '\x93NUMPY\x01\x00'
/** Magic, version and the length of the header come first. */
const prefixBytes = magic.length + 2
const alignment = 64

/** NumPy's own format, version 1.0: float32, little endian, rows from the top. */
export function encodeNpy({ values, width, height }: ValueMap): Uint8Array<ArrayBuffer> {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${height}, ${width}), }`
  const total = Math.ceil((prefixBytes + header.length + 1) / alignment) * alignment
  const padded = `${header.padEnd(total - prefixBytes - 1)}\n`
  const start = Buffer.alloc(total)
  start.write(magic, 'latin1')
  start.writeUInt16LE(padded.length, magic.length)
  start.write(padded, prefixBytes, 'latin1')
  return joined(start, bytesOf(values))
}
