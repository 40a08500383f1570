import { orList } from './or-list'

/** A format of encoded images that is read. */
interface Format {
  readonly name: string
  /** For people. */
  readonly label: string
  /** Whether the bytes start as this format does. */
  readonly begins: (bytes: Buffer) => boolean
  /**
   * Whether the bytes reach the end of the image; more may follow, as cameras send padding and
   * telemetry. Absent where only a decoder finds out: what is cut short then fails at its first decode.
   */
  readonly isComplete?: (bytes: Buffer) => boolean
}

/** A format that is recognized only to name it in the error. */
interface RefusedFormat {
  /** With its article. */
  readonly name: string
  readonly begins: (bytes: Buffer) => boolean
}

/** Checked before sharp sees the bytes, which could be made to open other files through an SVG. */
const formats: readonly Format[] = [
  { name: 'jpeg', label: 'JPEG', begins: magic('ffd8ff'), isComplete: isCompleteJpeg },
  { name: 'png', label: 'PNG', begins: magic('89504e470d0a1a0a'), isComplete: isCompletePng },
  { name: 'webp', label: 'WebP', begins: riff('WEBP'), isComplete: isCompleteWebp },
  { name: 'avif', label: 'AVIF', begins: isoBrand(['avif', 'avis']) },
  { name: 'tiff', label: 'TIFF', begins: magic('49492a00', '4d4d002a') },
  { name: 'gif', label: 'GIF', begins: magic('474946383761', '474946383961') },
]

const refusedFormats: readonly RefusedFormat[] = [
  {
    name: 'a HEIC image',
    begins: isoBrand(['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']),
  },
  { name: 'an MP4 or QuickTime video', begins: (bytes) => fourCharacters(bytes, 4) === 'ftyp' },
  { name: 'an SVG', begins: markup(/<svg[\s>]/i) },
  {
    name: "an HTML page (often a camera's login page)",
    begins: markup(/<(!doctype html|html)[\s>]/i),
  },
  { name: 'XML', begins: markup(/<\?xml/i) },
  { name: 'a JPEG XL image', begins: magic('ff0a', '0000000c4a584c20') },
  { name: 'a JPEG 2000 image', begins: magic('ff4fff51', '0000000c6a502020') },
  { name: 'a BigTIFF', begins: magic('49492b00', '4d4d002b') },
  { name: 'a BMP image', begins: magic('424d') },
  { name: 'a PDF', begins: magic('25504446') },
  { name: 'a Photoshop file', begins: magic('38425053') },
  { name: 'an icon (ICO)', begins: magic('00000100') },
  { name: 'an AVI video', begins: riff('AVI ') },
  { name: 'a Radiance HDR image', begins: magic('233f52414449414e4345') },
  { name: 'an OpenEXR image', begins: magic('762f3101') },
  { name: 'a gzip archive', begins: magic('1f8b') },
]

/** The formats that are read, for messages. */
export const readableFormats = orList(formats.map(({ label }) => label))

/** How many bytes `identify` looks at. */
export const identifyingBytes = 1024

/** The format of an image by its first bytes, whatever its name or media type says. */
export function identify(bytes: Buffer): Format | undefined {
  return formats.find(({ begins }) => begins(bytes))
}

/** What the bytes are where they are a known format that is not read: `an SVG`, `a HEIC image`. */
export function identifyRefused(bytes: Buffer): string | undefined {
  return refusedFormats.find(({ begins }) => begins(bytes))?.name
}

function magic(...hexadecimal: string[]): (bytes: Buffer) => boolean {
  const beginnings = hexadecimal.map((text) => Buffer.from(text, 'hex'))
  return (bytes) =>
    beginnings.some((beginning) => bytes.subarray(0, beginning.length).equals(beginning))
}

function fourCharacters(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 4)
}

function riff(type: string): (bytes: Buffer) => boolean {
  return (bytes) => fourCharacters(bytes, 0) === 'RIFF' && fourCharacters(bytes, 8) === type
}

/** An ISO base media file whose `ftyp` box names one of the brands, as major or compatible one. */
function isoBrand(brands: readonly string[]): (bytes: Buffer) => boolean {
  return (bytes) => {
    if (fourCharacters(bytes, 4) !== 'ftyp') return false
    const end = Math.min(bytes.readUInt32BE(0), identifyingBytes)
    const named = bytes.toString('latin1', 8, end).match(/.{4}/gs) ?? []
    return named.some((brand) => brands.includes(brand))
  }
}

/** Text that begins with `<`, after a byte order mark or white space, and contains `pattern`. */
function markup(pattern: RegExp): (bytes: Buffer) => boolean {
  return (bytes) => {
    const start = bytes.subarray(0, identifyingBytes)
    const text = start.toString(start[0] === 0xff || start[1] === 0 ? 'utf16le' : 'utf8')
    return /^\uFEFF?\s*</.test(text) && pattern.test(text)
  }
}

const jpegEnd = Buffer.from([0xff, 0xd9])

/** JPEG (ITU T.81, B.1): an EOI marker after the first scan; earlier ones belong to thumbnails. */
function isCompleteJpeg(bytes: Buffer): boolean {
  const scan = firstScan(bytes)
  return scan !== undefined && bytes.lastIndexOf(jpegEnd) > scan
}

/** Four bytes are read of each, so that 4 kB are read at most, whatever the bytes say. */
const maxSegments = 1000

/** Where the first SOS marker stands: the segments before it give their lengths. */
function firstScan(bytes: Buffer): number | undefined {
  let at = 2
  for (let segment = 0; segment < maxSegments && at + 4 <= bytes.length; segment++) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1]
    if (marker === 0xda) return at
    const isFill = marker === 0xff
    at += isFill ? 1 : 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}

const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex')

/** PNG (W3C PNG, 11.2.5): the last chunk, IEND, which is the same in every file. */
function isCompletePng(bytes: Buffer): boolean {
  return bytes.lastIndexOf(pngEnd) > 0
}

/** WebP (RFC 9649, 2.4): the RIFF header gives the number of bytes after it. */
function isCompleteWebp(bytes: Buffer): boolean {
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length
}
