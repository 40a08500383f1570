import type { Size } from '../../frames/image-frame'
import { numberTypes, type ArrayHeader, type NumberType } from './array-header'

const magic = '\x93NUMPY'
/** Magic, two bytes of version, and the length of the header in 2 bytes (version 1) or 4. */
const lengthAt = 8
/** As much of a header as is looked at; NumPy's own are 118 bytes long. */
const longestHeader = 4096

/** Whether bytes begin as a NumPy file. */
export function isNpy(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, magic.length) === magic
}

/**
 * The header of a NumPy file (format versions 1 to 3): a map in C order and little endian; axes of
 * length 1 around it do not count.
 *
 * @returns the reason where it is something else
 */
export function npyHeader(bytes: Buffer): ArrayHeader | string {
  const isFirst = bytes[magic.length] === 1
  const start = lengthAt + (isFirst ? 2 : 4)
  if (bytes.length < start) return 'its header is cut short'
  const length = isFirst ? bytes.readUInt16LE(lengthAt) : bytes.readUInt32LE(lengthAt)
  if (length > longestHeader) return `its header has ${length} bytes`
  const text = bytes.toString('latin1', start, start + length)
  if (text.length < length) return 'its header is cut short'
  const type = typeOf(text)
  if (type === undefined) {
    const known = Object.values(numberTypes).map(({ descr }) => descr)
    return `its numbers are ${/'descr':\s*'([^']*)'/.exec(text)?.[1] ?? 'unknown'}, not ${known.join(', ')}`
  }
  if (!/'fortran_order':\s*False/.test(text)) return 'it is in Fortran order'
  const size = sizeOf(text)
  if (size === undefined) return `its shape is not that of a map: ${shapeIn(text) ?? 'unknown'}`
  return { type, ...size, start: start + length }
}

function typeOf(header: string): NumberType | undefined {
  const types = Object.entries(numberTypes) as [NumberType, { readonly descr: string }][]
  return types.find(([, { descr }]) => header.includes(`'descr': '${descr}'`))?.[0]
}

function shapeIn(header: string): string | undefined {
  return /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1]
}

function sizeOf(header: string): Size | undefined {
  const axes = (shapeIn(header)?.split(',') ?? []).map((axis) => axis.trim()).filter(Boolean)
  const lengths = axes.map(Number)
  while (lengths.length > 2 && lengths[0] === 1) lengths.shift()
  while (lengths.length > 2 && lengths.at(-1) === 1) lengths.pop()
  const [height = 0, width = 0] = lengths
  return lengths.length === 2 && width > 0 && height > 0 ? { width, height } : undefined
}
