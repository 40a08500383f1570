import { DepthError, messageOf } from '../errors'
import type { Size } from '../frames/image-frame'
import { now } from '../clock'
import { identify, identifyRefused, readableFormats } from './formats'
import { requireSharp } from './sharp'
import type { OpenedImage } from './sources/image-source'

/**
 * Opens an encoded image: checks its format by its first bytes and whether it is complete, and reads
 * its header. Nothing is decoded.
 *
 * @param source names the image in errors, such as `msg.payload (Buffer)`
 * @throws DepthError IMAGE_EMPTY, IMAGE_INVALID, IMAGE_TRUNCATED, RUNTIME_MISSING
 */
export async function openEncoded(
  encoded: Buffer,
  source: string,
  maxPixels: number,
): Promise<OpenedImage> {
  const format = checkFormat(encoded, source)
  const size = await readHeader(encoded, source)
  // With anything less sensitive, a JPEG with a hole in it decodes to a gray half.
  const options = { failOn: 'warning', limitInputPixels: maxPixels } as const
  return { size, source, format, encoded, input: () => ({ bytes: encoded, options }) }
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
  return { ...(await openEncoded(bytes, source, maxPixels)), read: measured }
}

function checkFormat(encoded: Buffer, source: string): string {
  if (encoded.length === 0) {
    throw new DepthError(
      'IMAGE_EMPTY',
      `${source} has no bytes. Check the node or device that sends it.`,
    )
  }
  const format = identify(encoded)
  if (format === undefined) {
    const name = identifyRefused(encoded)
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} is not an image that can be read: ` +
        `${name === undefined ? 'its format is unknown' : `it is ${name}`}. Send ${readableFormats}.`,
    )
  }
  if (format.isComplete?.(encoded) !== false) return format.name
  throw new DepthError(
    'IMAGE_TRUNCATED',
    `${source} is a ${format.name} image without an end: it is cut short after ` +
      `${encoded.length} bytes, or damaged. Wait until it has been written or sent completely.`,
  )
}

/** Width and height, upright (EXIF orientation applied). */
async function readHeader(encoded: Buffer, source: string): Promise<Size> {
  // The limit on pixels is checked by `loadImage`, which names the size in its error.
  const header = requireSharp()(encoded, { limitInputPixels: false })
  try {
    return (await header.metadata()).autoOrient
  } catch (cause) {
    throw new DepthError(
      'IMAGE_INVALID',
      `The header of ${source} cannot be read: ${messageOf(cause)}. Check whether the image was ` +
        'stored or sent completely.',
      { cause },
    )
  }
}
