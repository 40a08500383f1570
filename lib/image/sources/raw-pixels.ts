import { counted } from '../../counted'
import { DepthError } from '../../errors'
import { isDepthFrame } from '../../frames/depth-frame'
import { excerpt } from '../../excerpt'
import { identify } from '../formats'
import { pixelBytesOf } from './bytes'
import { described } from './described'
import type { ImageSource, OpenedImage } from './image-source'

/** Pixels as other Node-RED image palettes pass them on. */
export const rawPixelsSource: ImageSource = {
  name: 'raw pixels { data, width, height, channels }',
  matches: isRawPixels,
  open: (value: RawPixels, label) => openRawPixels(value, `${label} (raw pixels)`),
}

/**
 * Whether a value has pixels, and not an encoded image with its size beside it. What a depth frame
 * has by these names are not pixels.
 */
export function isRawPixels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isDepthFrame(value)) return false
  if (!('data' in value && 'width' in value && 'height' in value)) return false
  const bytes = pixelBytesOf(value.data)
  return typeof value.data !== 'string' && (bytes === undefined || identify(bytes) === undefined)
}

/** Before it is checked. */
interface RawPixels {
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

const colorSpaceOf = new Map<unknown, string>([
  [1, 'GRAY'],
  [3, 'RGB'],
  [4, 'RGBA'],
])

/** What others call `colorSpace`, such as version 0.1.0; ignored, it would mean wrong colors. */
const otherColorSpace = /^(colou?r[ _-]?(space|order)|pixel[ _-]?format)$/i

/**
 * Checks an object `{ data, width, height, channels, colorSpace?, dtype? }`: bytes (`uint8`), rows
 * from the top without padding, one of GRAY, RGB, RGBA, BGR, BGRA. Without `colorSpace` the number
 * of channels decides. The bytes are not copied.
 *
 * @throws DepthError INPUT_UNSUPPORTED for another type or color space,
 * IMAGE_INVALID when the number of bytes does not fit
 */
function openRawPixels(value: RawPixels, source: string): OpenedImage {
  const { width, height, dtype } = value
  const data = pixelBytesOf(value.data)
  const unsupported = (what: string) =>
    new DepthError('INPUT_UNSUPPORTED', `The raw pixels in ${source} cannot be used: ${what}.`)

  if (dtype !== undefined && dtype !== 'uint8') {
    throw unsupported(`dtype is ${shown(dtype)}, but only "uint8" is supported`)
  }
  const misspelled = Object.keys(value).find((name) => otherColorSpace.test(name))
  if (misspelled !== undefined && value.colorSpace === undefined) {
    throw unsupported(`${misspelled} has to be called colorSpace`)
  }
  if (data === undefined) {
    throw unsupported(`data is ${described(value.data)}, but has to be a Buffer or Uint8Array`)
  }
  if (!isLength(width) || !isLength(height)) {
    throw unsupported(
      `width and height are ${shown(width)} and ${shown(height)}, but have to be whole numbers`,
    )
  }
  const given = value.channels ?? data.length / (width * height)
  const layout = layoutOf(given, value.colorSpace, unsupported)
  const expected = width * height * layout.channels
  if (data.length !== expected) {
    throw new DepthError(
      'IMAGE_INVALID',
      `The raw pixels in ${source} have ${counted(data.length, 'byte')}, but ${width}x${height} with ` +
        `${layout.channels} channels takes ${expected}. Send rows without padding.`,
    )
  }
  const { channels, bgr } = layout
  const options = { raw: { width, height, channels }, limitInputPixels: false } as const
  return {
    size: { width, height },
    source,
    format: 'raw',
    input: () => ({
      bytes: data,
      options,
      kind: { depth: 'uchar', hasAlpha: channels === 4, space: 'srgb' },
      bgr,
    }),
  }
}

/** What the ImageData of a canvas calls its colors; the channels are always RGBA. */
const canvasColorSpaces: readonly unknown[] = ['srgb', 'display-p3']

function layoutOf(
  channels: unknown,
  named: unknown,
  unsupported: (what: string) => DepthError,
): Layout {
  const isNamed = named !== undefined && named !== null && !canvasColorSpaces.includes(named)
  const colorSpace = isNamed ? named : colorSpaceOf.get(channels)
  const layout =
    typeof colorSpace === 'string' && Object.hasOwn(layouts, colorSpace)
      ? layouts[colorSpace]
      : undefined
  if (layout === undefined) {
    throw unsupported(
      `colorSpace is ${shown(named)} and channels is ${shown(channels)}; supported ` +
        `are ${Object.keys(layouts).join(', ')} and 1, 3 or 4 channels`,
    )
  }
  if (channels !== layout.channels) {
    throw unsupported(`channels is ${shown(channels)} where colorSpace is ${shown(colorSpace)}`)
  }
  return layout
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(excerpt(value))
  return typeof value === 'number' ? String(value) : described(value)
}
