import { DepthError } from '../errors'
import { looksLikeClonedFrame } from '../frames/brand'
import { clonedFrameError } from '../frames/cloned-frame'
import { isDepthFrame } from '../frames/depth-frame'
import { isImageFrame, type ImageFrame } from '../frames/image-frame'
import { isRawPixelObject, type RawPixelObject } from './sources/raw-pixels'
import { openText, type EncodedSource, type TextRules } from './sources/text'

/** What a value of a message turned out to be. */
export type OpenedSource =
  | { readonly kind: 'frame'; readonly frame: ImageFrame }
  | { readonly kind: 'raw'; readonly pixels: RawPixelObject; readonly source: string }
  | ({ readonly kind: 'encoded' } & EncodedSource)

/**
 * Tells what a value is: an ImageFrame, encoded bytes, a text (see `openText`), raw pixels, or an
 * object with one of these in its property `image`.
 *
 * @param label names the value in errors, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED, and those of `openText`
 */
export function openSource(value: unknown, label: string, rules: TextRules): OpenedSource {
  return hasImage(value)
    ? openPlain(value.image, `${label}.image`, rules)
    : openPlain(value, label, rules)
}

function openPlain(value: unknown, label: string, rules: TextRules): OpenedSource {
  if (value === undefined || value === null) {
    throw new DepthError('INPUT_MISSING', `${label} is empty where an image was expected.`)
  }
  if (isImageFrame(value)) return { kind: 'frame', frame: value }
  if (typeof value === 'string') return { kind: 'encoded', ...openText(value, label, rules) }
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return { kind: 'encoded', source: `${label} (Buffer)`, isRead: false, bytes: () => bytes }
  }
  if (looksLikeClonedFrame(value)) throw clonedFrameError(label)
  if (isDepthFrame(value)) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is a depth map already. Send it to a "depth map" node, or its property image here.`,
    )
  }
  if (typeof value === 'object' && isRawPixelObject(value)) {
    return { kind: 'raw', pixels: value, source: `${label} (raw pixels)` }
  }
  throw unsupported(value, label)
}

/** As sketches for the ESP32-CAM send an image. A frame is an object too, and none of these. */
function hasImage(value: unknown): value is { readonly image: unknown } {
  return typeof value === 'object' && value !== null && !isDepthFrame(value) && 'image' in value
}

function unsupported(value: unknown, label: string): DepthError {
  const kind = typeof value === 'object' ? Object.prototype.toString.call(value) : typeof value
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${label} is not an image (${kind}). Give a Buffer, a path, an address, a data URI, base64, an ` +
      'object { image } or raw pixels { data, width, height, channels }.',
  )
}
