import { DepthError } from '../errors'
import { ImageFrame, type Size } from '../frames/image-frame'
import type { Measured } from '../timing/timeline'
import { identify, identifyRefused, readableFormats } from './containers'
import { checkCrop, type Crop } from './crop'
import { decode, type DecodeInput } from './decode'
import { readHeader } from './header'
import { isRawPixelObject, rawPixels } from './raw-pixels'

/** How many pixels a picture may have unless told otherwise. */
export const defaultMaxPixels = 100_000_000

export interface LoadOptions {
  /** What the value is called in errors and in the frame's `source`, such as `msg.payload`. */
  readonly label: string
  readonly maxPixels?: number
  readonly crop?: Crop
}

export interface LoadedImage {
  readonly frame: ImageFrame
  /** The stage `read`, where something had to be fetched. */
  readonly measured: readonly Measured[]
}

/** A picture made from whatever a camera, file or HTTP node emits, not decoded yet. */
export async function loadImage(source: unknown, options: LoadOptions): Promise<LoadedImage> {
  if (Buffer.isBuffer(source) || source instanceof Uint8Array) {
    return { frame: await encodedFrame(source, options.label, options), measured: [] }
  }
  if (typeof source === 'object' && source !== null && isRawPixelObject(source)) {
    const { size, ...input } = rawPixels(source, options.label)
    return { frame: frameOf(input, size, 'raw', options), measured: [] }
  }
  throw new DepthError('INPUT_UNSUPPORTED', `${options.label} is no picture that can be read.`)
}

async function encodedFrame(
  bytes: Uint8Array,
  source: string,
  options: LoadOptions,
): Promise<ImageFrame> {
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (encoded.length === 0) throw new DepthError('PICTURE_EMPTY', `${source} has no bytes.`)
  const container = identify(encoded)
  if (container === undefined) {
    const name = identifyRefused(encoded) ?? 'of no known format'
    throw new DepthError(
      'PICTURE_INVALID',
      `${source} is no picture that can be read: it is ${name}. Give ${readableFormats}.`,
    )
  }
  if (!container.isComplete(encoded)) {
    throw new DepthError('PICTURE_TRUNCATED', `${source} (${container.format}) is cut short.`)
  }
  const size = await readHeader(encoded, source)
  const input = {
    bytes: encoded,
    options: { failOn: 'warning', limitInputPixels: options.maxPixels ?? defaultMaxPixels },
    source,
  } as const
  return frameOf(input, size, container.format, options, encoded)
}

function frameOf(
  input: DecodeInput,
  whole: Size,
  format: string,
  options: LoadOptions,
  encoded?: Buffer,
): ImageFrame {
  const { source } = input
  const { crop, maxPixels = defaultMaxPixels } = options
  if (whole.width * whole.height > maxPixels) {
    throw new DepthError(
      'PICTURE_TOO_LARGE',
      `${source} has ${whole.width}x${whole.height} pixels, more than the limit of ${maxPixels / 1e6} ` +
        'megapixels. Send a smaller picture or raise the limit.',
    )
  }
  if (crop !== undefined) checkCrop(crop, whole, source)
  const { width, height } = crop ?? whole
  return new ImageFrame({
    width,
    height,
    source,
    format,
    ...(encoded === undefined ? {} : { encoded }),
    decode: (size) => decode({ ...input, crop }, size),
  })
}
