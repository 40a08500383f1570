import {
  endsAfterGifTrailer,
  endsAfterIsoBoxes,
  endsAfterJpegEnd,
  endsAfterPngEnd,
  isCompleteWebp,
  endsAfterTiffStrips,
} from './container-ends'

/** A file format of images that is read. */
export interface Container {
  readonly format: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif'
  /** Whether the bytes begin as this format does. */
  readonly begins: (bytes: Buffer) => boolean
  /** Whether the bytes reach as far as the format says they must; more may follow. */
  readonly isComplete: (bytes: Buffer) => boolean
}

/** A format that is known only to be refused by its name. */
interface RefusedFormat {
  readonly name: string
  readonly begins: (bytes: Buffer) => boolean
}

const containers: readonly Container[] = [
  { format: 'jpeg', begins: magic('ffd8ff'), isComplete: endsAfterJpegEnd },
  { format: 'png', begins: magic('89504e470d0a1a0a'), isComplete: endsAfterPngEnd },
  { format: 'webp', begins: riff('WEBP'), isComplete: isCompleteWebp },
  { format: 'avif', begins: isoBrand(['avif', 'avis']), isComplete: endsAfterIsoBoxes },
  { format: 'tiff', begins: magic('49492a00', '4d4d002a'), isComplete: endsAfterTiffStrips },
  { format: 'gif', begins: magic('474946383761', '474946383961'), isComplete: endsAfterGifTrailer },
]

const refusedFormats: readonly RefusedFormat[] = [
  { name: 'HEIC', begins: isoBrand(['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1', 'msf1']) },
  { name: 'MP4 or QuickTime film', begins: (bytes) => bytes.toString('latin1', 4, 8) === 'ftyp' },
  { name: 'SVG', begins: markup(/<svg[\s>]/i) },
  { name: 'HTML page', begins: markup(/<(!doctype html|html)[\s>]/i) },
  { name: 'XML', begins: markup(/<\?xml/i) },
  { name: 'JPEG XL', begins: magic('ff0a', '0000000c4a584c20') },
  { name: 'JPEG 2000', begins: magic('ff4fff51', '0000000c6a502020') },
  { name: 'BigTIFF', begins: magic('49492b00', '4d4d002b') },
  { name: 'BMP', begins: magic('424d') },
  { name: 'PDF', begins: magic('25504446') },
  { name: 'Photoshop', begins: magic('38425053') },
  { name: 'ICO', begins: magic('00000100') },
  { name: 'AVI film', begins: riff('AVI ') },
  { name: 'Radiance HDR', begins: magic('233f52414449414e4345') },
  { name: 'OpenEXR', begins: magic('762f3101') },
  { name: 'gzip', begins: magic('1f8b') },
]

/** The names of the formats that are read, for messages. */
export const readableFormats = 'JPEG, PNG, WebP, AVIF, TIFF or GIF'

/** How many bytes `identify` looks at. */
export const identifyingBytes = 1024

/** The format of an image by its first bytes, whatever its name or media type says. */
export function identify(bytes: Buffer): Container | undefined {
  return containers.find(({ begins }) => begins(bytes))
}

/** The name of a format that is known and not read, such as `SVG` or `HEIC`. */
export function identifyRefused(bytes: Buffer): string | undefined {
  return refusedFormats.find(({ begins }) => begins(bytes))?.name
}

function magic(...hexadecimal: string[]): (bytes: Buffer) => boolean {
  const beginnings = hexadecimal.map((text) => Buffer.from(text, 'hex'))
  return (bytes) =>
    beginnings.some((beginning) => bytes.subarray(0, beginning.length).equals(beginning))
}

function riff(type: string): (bytes: Buffer) => boolean {
  return (bytes) =>
    bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === type
}

/** An ISO base media file whose `ftyp` box names one of the brands, as major or compatible one. */
function isoBrand(brands: readonly string[]): (bytes: Buffer) => boolean {
  return (bytes) => {
    if (bytes.toString('latin1', 4, 8) !== 'ftyp') return false
    const end = Math.min(bytes.readUInt32BE(0), identifyingBytes)
    const named = bytes.toString('latin1', 8, end).match(/.{4}/gs) ?? []
    return named.some((brand) => brands.includes(brand))
  }
}

/** Text that begins with `<`, after a byte order mark, white space or comments, and has `pattern`. */
function markup(pattern: RegExp): (bytes: Buffer) => boolean {
  return (bytes) => {
    const start = bytes.subarray(0, identifyingBytes)
    const text = start.toString(start[0] === 0xff || start[1] === 0 ? 'utf16le' : 'utf8')
    return /^\uFEFF?\s*</.test(text) && pattern.test(text)
  }
}
