import { hasTooManyScans, isCompleteJpeg, withJpegEnd } from './jpeg'
import { orList } from './or-list'

/** A format of encoded images that is read. */
export interface Format {
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
  /** The bytes with the end that they lack, where the decoder can tell whether only that is missing. */
  readonly withEnd?: (bytes: Buffer) => Buffer
  /** Whether the bytes were made to keep a decoder busy. */
  readonly isBomb?: (bytes: Buffer) => boolean
}

/** A format that is recognized only to name it in the error. */
interface RefusedFormat {
  /** With its article. */
  readonly name: string
  /** What to do, where it is more than to send an image. */
  readonly remedy?: string
  readonly begins: (bytes: Buffer) => boolean
}

const pngStart = Buffer.from('89504e470d0a1a0a', 'hex')

/** Checked before sharp sees the bytes, which could be made to open other files through an SVG. */
const formats: readonly Format[] = [
  {
    name: 'jpeg',
    label: 'JPEG',
    begins: magic('ffd8ff'),
    isComplete: isCompleteJpeg,
    withEnd: withJpegEnd,
    isBomb: hasTooManyScans,
  },
  {
    name: 'png',
    label: 'PNG',
    begins: (bytes) => isPng(bytes) && !isApplePng(bytes),
    isComplete: isCompletePng,
  },
  { name: 'webp', label: 'WebP', begins: riff('WEBP'), isComplete: isCompleteWebp },
  { name: 'avif', label: 'AVIF', begins: isoBrand(['avif', 'avis']) },
  { name: 'tiff', label: 'TIFF', begins: magic('49492a00', '4d4d002a') },
  { name: 'gif', label: 'GIF', begins: magic('474946383761', '474946383961') },
]

const takeFrame = 'Take single frames from it, with ffmpeg for example, and send them as JPEG'
const unpack = 'Unpack it, and send the image inside of it'
const otherProperty = 'Check which property of the message has the image'

const refusedFormats: readonly RefusedFormat[] = [
  {
    name: 'a HEIC image',
    begins: isoBrand(['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']),
  },
  {
    name: 'an MP4 or QuickTime video',
    remedy: takeFrame,
    begins: (bytes) => fourCharacters(bytes, 4) === 'ftyp',
  },
  { name: 'an SVG', begins: markup(/<svg[\s>]/i) },
  {
    name: "an HTML page (often a camera's login page)",
    begins: markup(/<(!doctype html|html)[\s>]/i),
  },
  { name: 'XML', begins: markup(/<\?xml/i) },
  { name: 'a PNG in the variant of iPhone apps', begins: isApplePng },
  { name: 'a JPEG XL image', begins: magic('ff0a', '0000000c4a584c20') },
  { name: 'a JPEG 2000 image', begins: magic('ff4fff51', '0000000c6a502020') },
  { name: 'a BigTIFF', begins: magic('49492b00', '4d4d002b') },
  { name: 'a BMP image', begins: magic('424d') },
  { name: 'a PDF', begins: magic('25504446') },
  { name: 'a Photoshop file', begins: magic('38425053') },
  { name: 'an icon (ICO)', begins: magic('00000100') },
  { name: 'an AVI video', remedy: takeFrame, begins: riff('AVI ') },
  { name: 'a WAV sound', remedy: otherProperty, begins: riff('WAVE') },
  { name: 'a Radiance HDR image', begins: magic('233f52414449414e4345') },
  { name: 'an OpenEXR image', begins: magic('762f3101') },
  { name: 'a QOI image', begins: magic('716f6966') },
  { name: 'a DDS image', begins: magic('44445320') },
  { name: 'a FITS image', begins: magic('53494d504c45') },
  {
    name: 'a Netpbm image (PGM, PPM, PFM)',
    begins: (bytes) => /^P[1-7Ff]\s/.test(fourCharacters(bytes, 0)),
  },
  {
    name: 'a part of an MP4 video',
    remedy: takeFrame,
    begins: boxes(['moof', 'styp', 'sidx', 'moov', 'mdat']),
  },
  { name: 'H.264 or H.265 video', remedy: takeFrame, begins: isAnnexB },
  {
    name: 'an MPEG transport stream',
    remedy: takeFrame,
    begins: (bytes) => bytes[0] === 0x47 && bytes[188] === 0x47,
  },
  { name: 'a WebM or Matroska video', remedy: takeFrame, begins: magic('1a45dfa3') },
  { name: 'an FLV video', remedy: takeFrame, begins: magic('464c5601') },
  { name: 'an Ogg video', remedy: takeFrame, begins: magic('4f676753') },
  { name: 'YUV4MPEG video', remedy: takeFrame, begins: magic('595556344d50454732') },
  {
    name: 'an MPEG program stream',
    remedy: takeFrame,
    begins: magic('000001ba', '000001b3'),
  },
  { name: 'a Windows Media video', remedy: takeFrame, begins: magic('3026b275') },
  { name: 'an IVF video', remedy: takeFrame, begins: magic('444b4946') },
  { name: 'an MP3 sound', remedy: otherProperty, begins: magic('494433') },
  { name: 'a FLAC sound', remedy: otherProperty, begins: magic('664c6143') },
  { name: 'a DPX image', begins: magic('58504453', '53445058') },
  {
    name: 'a NumPy array (npy)',
    remedy: 'Send its values as raw pixels { data, width, height, channels }, or as PNG',
    begins: magic('934e554d5059'),
  },
  {
    name: 'a 7-Zip, RAR, xz or bzip2 archive',
    remedy: unpack,
    begins: magic('377abcaf271c', '526172211a07', 'fd377a585a00', '425a68'),
  },
  { name: 'a gzip archive', remedy: unpack, begins: magic('1f8b') },
  { name: 'a ZIP archive', remedy: unpack, begins: magic('504b0304') },
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
export function identifyRefused(bytes: Buffer): RefusedFormat | undefined {
  return refusedFormats.find(({ begins }) => begins(bytes))
}

function magic(...hexadecimal: string[]): (bytes: Buffer) => boolean {
  const beginnings = hexadecimal.map((text) => Buffer.from(text, 'hex'))
  return (bytes) =>
    beginnings.some((beginning) => bytes.subarray(0, beginning.length).equals(beginning))
}

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, pngStart.length).equals(pngStart)
}

/** Its first chunk is Apple's own, and its pixels are not those of a PNG. */
function isApplePng(bytes: Buffer): boolean {
  return isPng(bytes) && fourCharacters(bytes, 12) === 'CgBI'
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

function boxes(types: readonly string[]): (bytes: Buffer) => boolean {
  return (bytes) => types.includes(fourCharacters(bytes, 4))
}

/** A start code (ITU H.264, annex B) and a unit that begins a stream or a picture. */
function isAnnexB(bytes: Buffer): boolean {
  const zeros = bytes.subarray(0, 4).equals(Buffer.from([0, 0, 0, 1])) ? 3 : 2
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[zeros] !== 1) return false
  const unit = bytes[zeros + 1] ?? 0
  const isH264 = (unit & 0x80) === 0 && [1, 5, 6, 7, 8, 9].includes(unit & 0x1f)
  const isH265 = [0x40, 0x42, 0x44, 0x46, 0x4e, 0x26, 0x28, 0x02].includes(unit)
  return isH264 || isH265
}

/** Text that begins with `<`, after a byte order mark or white space, and contains `pattern`. */
function markup(pattern: RegExp): (bytes: Buffer) => boolean {
  return (bytes) => {
    const start = bytes.subarray(0, identifyingBytes)
    const text = start.toString(start[0] === 0xff || start[1] === 0 ? 'utf16le' : 'utf8')
    return /^\uFEFF?\s*</.test(text) && pattern.test(text)
  }
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
