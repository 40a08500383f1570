import { DepthError } from '../../errors'
import type { OpenedImage } from '../opened-image'

/** Pixels as other Node-RED image palettes hand them on, before they are checked. */
export interface RawPixelObject {
  readonly data: unknown
  readonly width: unknown
  readonly height: unknown
  readonly channels?: unknown
  readonly colorSpace?: unknown
  readonly dtype?: unknown
}

interface Layout {
  readonly channels: 1 | 3 | 4
  readonly bgr: boolean
}

const layouts: Readonly<Record<string, Layout>> = {
  GRAY: { channels: 1, bgr: false },
  RGB: { channels: 3, bgr: false },
  RGBA: { channels: 4, bgr: false },
  BGR: { channels: 3, bgr: true },
  BGRA: { channels: 4, bgr: true },
}

const colorSpaceOf: Readonly<Record<number, string>> = { 1: 'GRAY', 3: 'RGB', 4: 'RGBA' }

/** Whether a value claims to be raw pixels; `rawImage` says whether it is right. */
export function isRawPixelObject(value: object): value is RawPixelObject {
  return 'data' in value && 'width' in value && 'height' in value
}

/**
 * Checks an object `{ data, width, height, channels, colorSpace?, dtype? }`: bytes (`uint8`), rows
 * from the top without padding, one of GRAY, RGB, RGBA, BGR, BGRA. Without `colorSpace` the number
 * of channels decides. The bytes are not copied.
 *
 * @throws DepthError INPUT_UNSUPPORTED for another type or color space,
 * IMAGE_INVALID when the number of bytes does not fit
 */
export function rawImage(value: RawPixelObject, source: string): OpenedImage {
  const { data, width, height, dtype } = value
  const unsupported = (what: string) =>
    new DepthError('INPUT_UNSUPPORTED', `The raw pixels in ${source} cannot be used: ${what}.`)

  if (dtype !== undefined && dtype !== 'uint8') {
    throw unsupported(`dtype is ${shown(dtype)}, and only "uint8" is understood`)
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw unsupported(`data is ${kindOf(data)}, and a Buffer or Uint8Array is needed`)
  }
  if (!isLength(width) || !isLength(height)) {
    throw unsupported(`width and height are ${shown(width)} and ${shown(height)}`)
  }
  const layout = layoutOf(value, unsupported)
  const expected = width * height * layout.channels
  if (data.length !== expected) {
    throw new DepthError(
      'IMAGE_INVALID',
      `The raw pixels in ${source} have ${data.length} bytes, but ${width}x${height} with ` +
        `${layout.channels} channels takes ${expected}. Rows must not be padded.`,
    )
  }
  const { channels, bgr } = layout
  const options = { raw: { width, height, channels }, limitInputPixels: false } as const
  return {
    size: { width, height },
    source,
    format: 'raw',
    input: () => ({ bytes: data, options, bgr }),
  }
}

function layoutOf(value: RawPixelObject, unsupported: (what: string) => DepthError): Layout {
  const { channels } = value
  const colorSpace = value.colorSpace ?? colorSpaceOf[Number(channels)]
  const layout =
    typeof colorSpace === 'string' && Object.hasOwn(layouts, colorSpace)
      ? layouts[colorSpace]
      : undefined
  if (layout === undefined) {
    throw unsupported(
      `colorSpace is ${shown(value.colorSpace)} and channels is ${shown(channels)}; understood ` +
        `are ${Object.keys(layouts).join(', ')} and 1, 3 or 4 channels`,
    )
  }
  if (channels !== undefined && channels !== layout.channels) {
    throw unsupported(`channels is ${shown(channels)} where colorSpace is ${shown(colorSpace)}`)
  }
  return layout
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return typeof value === 'object' ? `of type ${value.constructor.name}` : `a ${typeof value}`
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? JSON.stringify(value)
    : kindOf(value)
}
