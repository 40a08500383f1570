import type { Sharp as Chain } from 'sharp'
import { DepthError, messageOf } from '../errors'
import type { Size } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'
import { indexedPng } from './indexed-png'
import type { Raster } from './raster'

/** Raw pixels as other Node-RED image palettes hand them on. */
export interface PixelObject extends Size {
  /** R, G, B; rows from the top, no padding. */
  readonly data: Buffer
  readonly channels: 3
  readonly colorSpace: 'RGB'
  readonly dtype: 'uint8'
}

interface Format {
  readonly mime: string
  /** Whether the format carries a palette, so that indices are all it needs. */
  readonly indexed: boolean
  readonly encode: (chain: Chain, quality: number) => Chain
}

/** The formats of a depth map. */
export const formats = {
  png: { mime: 'image/png', indexed: true, encode: (chain) => chain.png() },
  jpeg: {
    mime: 'image/jpeg',
    indexed: false,
    encode: (chain, quality) => chain.jpeg({ quality }),
  },
  webp: {
    mime: 'image/webp',
    indexed: false,
    encode: (chain, quality) => chain.webp({ quality }),
  },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof formats

export function isFormatName(value: unknown): value is FormatName {
  return typeof value === 'string' && Object.hasOwn(formats, value)
}

/** @throws DepthError RENDER_FAILED, RUNTIME_MISSING */
export async function encodeRaster(
  raster: Raster,
  size: Size,
  format: FormatName,
  quality: number,
): Promise<Buffer> {
  return finish(formats[format].encode(chainOf(raster, size), quality), `${format} picture`, size)
}

/** As `encodeRaster`, for indices: a PNG in the colours of `palette`. */
export async function encodeIndexed(
  raster: Raster,
  size: Size,
  palette: Uint8Array,
): Promise<Buffer> {
  return indexedPng(await encodeRaster(raster, size, 'png', 100), palette)
}

/** @throws DepthError RENDER_FAILED, RUNTIME_MISSING */
export async function rasterPixels(raster: Raster, size: Size): Promise<PixelObject> {
  const data = await finish(chainOf(raster, size).raw(), 'pixel object', size)
  return { data, ...size, channels: 3, colorSpace: 'RGB', dtype: 'uint8' }
}

function chainOf({ pixels, channels }: Raster, { width, height }: Size): Chain {
  const chain = requireSharp()(pixels, { raw: { width, height, channels } })
  return channels === 1 ? chain.toColourspace('b-w') : chain.removeAlpha()
}

async function finish(chain: Chain, what: string, { width, height }: Size): Promise<Buffer> {
  try {
    return await chain.toBuffer()
  } catch (cause) {
    throw new DepthError(
      'RENDER_FAILED',
      `The ${what} of ${width}x${height} could not be made: ${messageOf(cause)}. Choose another ` +
        'size or format.',
      { cause },
    )
  }
}
