import { DepthError, messageOf } from '../errors'
import type { Size } from '../frames/image-frame'
import { identify, identifyRefused, readableFormats } from './formats'
import type { OpenedImage } from './opened-image'
import { requireSharp } from './sharp'

/**
 * An encoded image, from its header and its end alone. Its format is told by its content, and
 * sharp sees nothing but the formats that are read here (an SVG could make it open other files).
 *
 * @throws DepthError IMAGE_EMPTY, IMAGE_INVALID, IMAGE_TRUNCATED, RUNTIME_MISSING
 */
export async function encodedImage(
  encoded: Buffer,
  source: string,
  maxPixels: number,
): Promise<OpenedImage> {
  const format = checkContainer(encoded, source)
  const size = await readHeader(encoded, source)
  // With anything less sensitive, a JPEG with a hole in it decodes to a gray half.
  const options = { failOn: 'warning', limitInputPixels: maxPixels } as const
  return { size, source, format, encoded, input: () => ({ bytes: encoded, options }) }
}

function checkContainer(encoded: Buffer, source: string): string {
  if (encoded.length === 0) throw new DepthError('IMAGE_EMPTY', `${source} has no bytes.`)
  const container = identify(encoded)
  if (container === undefined) {
    const name = identifyRefused(encoded)
    throw new DepthError(
      'IMAGE_INVALID',
      `${source} is not an image that can be read: its content is ` +
        `${name === undefined ? 'of no known format' : `that of ${name}`}. Give ${readableFormats}.`,
    )
  }
  if (container.isComplete(encoded)) return container.format
  throw new DepthError(
    'IMAGE_TRUNCATED',
    `${source} is a ${container.format} image without an end: it is cut short after ` +
      `${encoded.length} bytes, or damaged. Wait until it has been written or sent completely.`,
  )
}

/** Width and height, upright (EXIF orientation applied). */
async function readHeader(encoded: Buffer, source: string): Promise<Size> {
  // The limit on pixels is checked by the caller, who can tell the size.
  const header = requireSharp()(encoded, { limitInputPixels: false })
  try {
    return (await header.metadata()).autoOrient
  } catch (cause) {
    throw new DepthError(
      'IMAGE_INVALID',
      `The header of ${source} cannot be read: ${messageOf(cause)}.`,
      { cause },
    )
  }
}
