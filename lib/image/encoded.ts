import type { Metadata } from 'sharp'
import { counted } from '../counted'
import { DepthError } from '../errors'
import { excerpt } from '../excerpt'
import { now } from '../clock'
import { decode } from './decode'
import { inDecodeSlot } from './decode-slots'
import { imageIn } from './embedded'
import { identify, identifyRefused, readableFormats, type Format } from './formats'
import { objection, unsupportedImage } from './objections'
import { requireSharp } from './sharp'
import type { OpenedImage } from './sources/image-source'

/**
 * Opens an encoded image: checks its format by its first bytes and whether it is complete, and reads
 * its header. Nothing is decoded, unless the end is missing and the decoder has to find out whether
 * more than that is.
 *
 * @param source names the image in errors, such as `msg.payload (Buffer)`
 * @throws DepthError IMAGE_EMPTY, IMAGE_INVALID, IMAGE_TRUNCATED, RUNTIME_MISSING
 */
export function openEncoded(
  bytes: Buffer,
  source: string,
  maxPixels: number,
): Promise<OpenedImage> {
  return openBytes(bytes, source, maxPixels, beginningOf)
}

async function openBytes(
  bytes: Buffer,
  source: string,
  maxPixels: number,
  describe: (bytes: Buffer) => string,
): Promise<OpenedImage> {
  const encoded = imageIn(bytes)
  const format = checkFormat(encoded, source, describe)
  if (format.isComplete?.(encoded) !== false) return open(encoded, format, source, maxPixels)
  const { length } = encoded
  if (format.withEnd === undefined) throw truncated(format, source, length)
  try {
    const image = await open(format.withEnd(encoded), format, source, maxPixels)
    await decodeAll(image, maxPixels)
    return image
  } catch (thrown) {
    const isCut = thrown instanceof DepthError && thrown.code !== 'RUNTIME_MISSING'
    throw isCut ? truncated(format, source, length, thrown) : thrown
  }
}

/** Reads an encoded image from outside of the message, measured as the stage `read`, and opens it. */
export async function readEncoded(
  read: () => Promise<Buffer>,
  source: string,
  maxPixels: number,
): Promise<OpenedImage> {
  const at = now()
  const bytes = await read()
  const measured = { stage: 'read', at, ms: now() - at } as const
  return { ...(await openBytes(bytes, source, maxPixels, lengthOf)), read: measured }
}

/** Whoever names a file in a message does not learn what is in it. */
function lengthOf({ length }: Buffer): string {
  return counted(length, 'byte')
}

function checkFormat(encoded: Buffer, source: string, describe: (bytes: Buffer) => string): Format {
  if (encoded.length === 0) {
    throw new DepthError(
      'IMAGE_EMPTY',
      `${source} has no bytes. Check the node or device that sends it.`,
    )
  }
  const format = identify(encoded)
  if (format === undefined) {
    const refused = identifyRefused(encoded)
    const is = refused ? `it is ${refused.name}` : `its format is unknown, ${describe(encoded)}`
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} is not an image that can be read: ${is}. ${refused?.remedy ?? `Send ${readableFormats}`}.`,
    )
  }
  if (format.isBomb?.(encoded) === true) {
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} is a ${format.label} that consists of more than 100 scans, which would take very long ` +
        'to decode. No camera writes such images: check where it comes from.',
    )
  }
  return format
}

/** Length and first bytes, or the text that they are, with the remedy. */
function beginningOf(bytes: Buffer): string {
  const text = bytes.toString('latin1', 0, 80)
  if (/^[\t\n\r\x20-\x7e]+$/.test(text)) {
    return (
      `a text that begins with "${excerpt(text, 40)}". If that is a path or ` +
      'URL, set the node before to send a string'
    )
  }
  const first = bytes.toString('hex', 0, 12).replace(/..\B/g, '$& ')
  return (
    `${counted(bytes.length, 'byte')} beginning with ${first}. Join the parts if it is part of a stream; if ` +
    'these are raw pixels, send { data, width, height, channels }'
  )
}

async function open(
  encoded: Buffer,
  { name }: Format,
  source: string,
  maxPixels: number,
): Promise<OpenedImage> {
  const header = await readHeader(encoded, source)
  // With anything less sensitive, a JPEG with a hole in it decodes to a gray half.
  const options = { failOn: 'warning', limitInputPixels: maxPixels } as const
  const input = { bytes: encoded, options, kind: header }
  return { size: header.autoOrient, source, format: name, encoded, input: () => input }
}

/** At half its size: a decoder leaves the last rows of a JPEG alone where they shrink to nothing. */
async function decodeAll({ size, source, input }: OpenedImage, maxPixels: number): Promise<void> {
  if (size.width * size.height > maxPixels) return
  const half = { width: Math.ceil(size.width / 2), height: Math.ceil(size.height / 2) }
  await decode({ ...(await input()), source, size }, half)
}

function truncated({ label }: Format, source: string, length: number, cause?: unknown): DepthError {
  return new DepthError(
    'IMAGE_TRUNCATED',
    `${source} is a ${label} image without an end: it is cut short after ${counted(length, 'byte')}, or ` +
      'damaged. Wait until it has been written or sent completely.',
    { cause },
  )
}

/** Among others, width and height once upright (EXIF orientation applied). */
async function readHeader(encoded: Buffer, source: string): Promise<Metadata> {
  // The limit on pixels is checked by `loadImage`, which names the size in its error.
  const header = requireSharp()(encoded, { limitInputPixels: false })
  try {
    return await inDecodeSlot(() => header.metadata())
  } catch (cause) {
    throw (
      unsupportedImage(cause, source) ??
      new DepthError(
        'IMAGE_INVALID',
        `The header of ${source} cannot be read: ${objection(cause)}. Open it in an image viewer: ` +
          'if it is shown there, save it again as JPEG or PNG; if not, check how it was stored or sent.',
        { cause },
      )
    )
  }
}
