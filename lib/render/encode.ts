import type { Sharp as Chain } from 'sharp'
import { DepthError, messageOf } from '../errors'
import type { Size } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'
import { encodePng } from './png'
import type { Raster } from './raster-thread'

/** Raw pixels as other Node-RED image palettes hand them on. */
export interface PixelObject extends Size {
  /** R, G, B; rows from the top, no padding. */
  readonly data: Buffer
  readonly channels: 3
  readonly colorSpace: 'RGB'
  readonly dtype: 'uint8'
}

/** The formats of a depth map. */
export const formats = {
  png: { mime: 'image/png' },
  jpeg: { mime: 'image/jpeg' },
  webp: { mime: 'image/webp' },
} as const

export type FormatName = keyof typeof formats

export function isFormatName(value: unknown): value is FormatName {
  return typeof value === 'string' && Object.hasOwn(formats, value)
}

/**
 * A drawn depth map in a format of images.
 *
 * @param palette what the indices of a PNG stand for; undefined: they are shades of gray
 * @throws DepthError RENDER_FAILED, RUNTIME_MISSING
 */
export async function encodeRaster(
  raster: Raster,
  size: Size,
  { format, quality, palette }: EncodeOptions,
): Promise<Buffer> {
  const encode = encoders[format]
  return finish(`${format} image`, size, () => encode(raster, size, quality, palette))
}

export interface EncodeOptions {
  readonly format: FormatName
  /** 1 to 100, for JPEG and WebP. */
  readonly quality: number
  readonly palette: Uint8Array | undefined
}

const encoders: Readonly<Record<FormatName, Encoder>> = {
  png: ({ pixels }, size, _quality, palette) => encodePng(pixels, size, palette),
  // Coding tables made for each image would take as long again, for 1 % fewer bytes.
  jpeg: (raster, size, quality) =>
    chainOf(raster, size).jpeg({ quality, optimizeCoding: false }).toBuffer(),
  webp: (raster, size, quality) => chainOf(raster, size).webp({ quality }).toBuffer(),
}

type Encoder = (
  raster: Raster,
  size: Size,
  quality: number,
  palette: Uint8Array | undefined,
) => Promise<Buffer>

/** @throws DepthError RENDER_FAILED, RUNTIME_MISSING */
export async function rasterPixels(raster: Raster, size: Size): Promise<PixelObject> {
  const data = await finish('pixel object', size, () => chainOf(raster, size).raw().toBuffer())
  return { data, ...size, channels: 3, colorSpace: 'RGB', dtype: 'uint8' }
}

function chainOf({ pixels, layout }: Raster, { width, height }: Size): Chain {
  const channels = layout === 'indices' ? 1 : 4
  const chain = requireSharp()(pixels, { raw: { width, height, channels } })
  return channels === 1 ? chain.toColorspace('b-w') : chain.removeAlpha()
}

async function finish(
  what: string,
  { width, height }: Size,
  encode: () => Promise<Buffer>,
): Promise<Buffer> {
  try {
    return await encode()
  } catch (cause) {
    if (cause instanceof DepthError) throw cause
    throw new DepthError(
      'RENDER_FAILED',
      `The ${what} of ${width}x${height} could not be made: ${messageOf(cause)}. Choose another ` +
        'size or format.',
      { cause },
    )
  }
}
