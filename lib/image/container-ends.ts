/*
 * Whether a file of each format reaches its end. They follow the structure of the container and
 * decode nothing; bytes after the end are fine, since cameras send them (padding, telemetry).
 */

/** JPEG (ITU T.81, B.1): an EOI marker after the first scan; earlier ones belong to thumbnails. */
export function endsAfterJpegEnd(bytes: Buffer): boolean {
  const scan = jpegScan(bytes)
  return scan !== undefined && bytes.lastIndexOf(endOfImage) > scan
}

const endOfImage = Buffer.from([0xff, 0xd9])

/** Where the first SOS marker stands: the segments before it carry their lengths. */
function jpegScan(bytes: Buffer): number | undefined {
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]
    if (marker === 0xda) return at
    const isFill = marker === 0xff
    at += isFill ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

/** PNG (W3C PNG, 11.2.5): the last chunk, IEND, which is the same in every file. */
export function endsAfterPngEnd(bytes: Buffer): boolean {
  return bytes.lastIndexOf(pngEnd) > 0
}

const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex')

/** WebP (RFC 9649, 2.4): the RIFF header tells the number of bytes after it. */
export function isCompleteWebp(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length
}

/** The boxes that an AVIF file has at its top level (ISO/IEC 14496-12, table 1). */
const isoBoxes = ['ftyp', 'meta', 'mdat', 'moov', 'free', 'skip', 'uuid']

/** AVIF (ISO/IEC 14496-12, 4.2): boxes one after the other, each with its length. */
export function endsAfterIsoBoxes(bytes: Buffer): boolean {
  let at = 0
  let hasData = false
  while (at + 8 <= bytes.length) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (!isoBoxes.includes(type)) return hasData
    const length = boxLength(bytes, at)
    if (length === undefined || at + length > bytes.length) return false
    hasData ||= type === 'mdat'
    at += length
  }
  return hasData
}

function boxLength(bytes: Buffer, at: number): number | undefined {
  const length = bytes.readUInt32BE(at)
  if (length === 0) return bytes.length - at
  if (length !== 1) return length >= 8 ? length : undefined
  return at + 16 <= bytes.length ? Number(bytes.readBigUInt64BE(at + 8)) : undefined
}

/** GIF (GIF89a, appendix B): blocks of sub-blocks, up to the trailer. */
export function endsAfterGifTrailer(bytes: Buffer): boolean {
  let at = 13 + colorTableLength(bytes[10])
  while (at < bytes.length) {
    const introducer = bytes[at]
    if (introducer === 0x3b) return true
    if (introducer === 0x21) at = afterSubBlocks(bytes, at + 2)
    else if (introducer === 0x2c) at = afterGifImage(bytes, at)
    else return false
  }
  return false
}

function afterGifImage(bytes: Buffer, at: number): number {
  const codeSize = at + 10 + colorTableLength(bytes[at + 9])
  return afterSubBlocks(bytes, codeSize + 1)
}

function afterSubBlocks(bytes: Buffer, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) {
    at += length + 1
  }
  return at + 1
}

function colorTableLength(flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1)
}

/** Tags of TIFF 6.0 that tell where strips or tiles begin, and how long they are. */
const stripTags: Readonly<Record<number, 'offsets' | 'lengths'>> = {
  273: 'offsets',
  279: 'lengths',
  324: 'offsets',
  325: 'lengths',
}

/** Bytes that a value of each TIFF field type takes, by the number of the type. */
const tiffTypeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
const tiffShort = 3

/**
 * TIFF (TIFF 6.0, 2) has no end marker: the first directory, the values that it refers to and the
 * strips or tiles of its image have to lie inside.
 */
export function endsAfterTiffStrips(bytes: Buffer): boolean {
  try {
    return reachOfTiff(bytes) <= bytes.length
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The end of the last strip or tile; throws a RangeError where the directory leaves the file. */
function reachOfTiff(bytes: Buffer): number {
  const littleEndian = bytes[0] === 0x49
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const directory = view.getUint32(4, littleEndian)
  const entries = view.getUint16(directory, littleEndian)
  const strips = { offsets: [] as number[], lengths: [] as number[] }
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry
    const field = tiffField(view, at, littleEndian)
    const role = stripTags[view.getUint16(at, littleEndian)]
    if (role !== undefined) strips[role] = field()
  }
  const { offsets, lengths } = strips
  if (offsets.length === 0) throw new RangeError('no strips or tiles')
  return offsets.reduce(
    (reach, offset, index) => Math.max(reach, offset + (lengths[index] ?? 0)),
    0,
  )
}

/** Checks that the values of a directory entry lie inside the file; the function returned reads them. */
function tiffField(view: DataView, at: number, littleEndian: boolean): () => number[] {
  const type = view.getUint16(at + 2, littleEndian)
  const count = view.getUint32(at + 4, littleEndian)
  const length = count * (tiffTypeBytes[type] ?? 0)
  const start = length <= 4 ? at + 8 : view.getUint32(at + 8, littleEndian)
  if (start + length > view.byteLength) throw new RangeError('values beyond the end of the file')
  return () =>
    Array.from({ length: count }, (_, index) =>
      type === tiffShort
        ? view.getUint16(start + 2 * index, littleEndian)
        : view.getUint32(start + 4 * index, littleEndian),
    )
}
