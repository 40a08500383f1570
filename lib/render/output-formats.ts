import type { Sharp as Chain } from 'sharp'
import type { Size } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'
import type { FormatName } from './format-names'
import type { Palette } from './palette'
import { encodePng } from './png'
import type { RasterLayout } from './raster'
import type { Raster } from './raster-thread'

/** Raw pixels as other Node-RED image palettes pass them on. */
export interface PixelObject extends Size {
  /** R, G, B, and A where the depth map has an alpha channel; rows from the top, no padding. */
  readonly data: Buffer
  readonly channels: 3 | 4
  readonly colorSpace: 'RGB' | 'RGBA'
  readonly dtype: 'uint8'
}

/** One format that a drawn depth map is encoded in. */
interface OutputFormat {
  /** Undefined for raw pixels, which have no media type. */
  readonly mime: string | undefined
  /** Bits of each sample. */
  readonly bitDepth: 8
  /** How the depth map is drawn for it, in shades of gray and in colors. */
  readonly layout: { readonly gray: RasterLayout; readonly colored: RasterLayout }
  readonly encode: (
    raster: Raster,
    size: Size,
    settings: EncodeSettings,
  ) => Promise<Buffer | PixelObject>
}

interface EncodeSettings {
  /** 1 to 100, for lossy formats. */
  readonly quality: number
  /** What the indices stand for; undefined: they are shades of gray. */
  readonly palette: Palette | undefined
  /** Whether colors are transparent. */
  readonly hasAlpha: boolean
}

/** One byte a pixel where that is enough. */
const perPixel = { gray: 'indices', colored: 'colors' } as const

/** Every format of an encoded depth map, and raw pixels. */
export const outputFormats: Readonly<Record<FormatName | 'pixels', OutputFormat>> = {
  // Carries its colors in a palette, so that they cost no more than gray.
  png: {
    mime: 'image/png',
    bitDepth: 8,
    layout: { gray: 'pngRows', colored: 'pngRows' },
    encode: (raster, size, { palette, hasAlpha }) =>
      raster.layout === 'pngRows'
        ? encodePng(raster.pixels, size, palette)
        : sharpOf(raster, size, hasAlpha).png().toBuffer(),
  },
  jpeg: {
    mime: 'image/jpeg',
    bitDepth: 8,
    layout: perPixel,
    // Coding tables made for each image would take as long again, for 1 % fewer bytes.
    encode: (raster, size, { quality, hasAlpha }) =>
      sharpOf(raster, size, hasAlpha).flatten().jpeg({ quality, optimizeCoding: false }).toBuffer(),
  },
  webp: {
    mime: 'image/webp',
    bitDepth: 8,
    layout: perPixel,
    encode: (raster, size, { quality, hasAlpha }) =>
      sharpOf(raster, size, hasAlpha).webp({ quality }).toBuffer(),
  },
  pixels: {
    mime: undefined,
    bitDepth: 8,
    layout: { gray: 'colors', colored: 'colors' },
    encode: async (raster, size, { hasAlpha }) => {
      const data = await sharpOf(raster, size, hasAlpha).raw().toBuffer()
      const channels = hasAlpha
        ? ({ channels: 4, colorSpace: 'RGBA' } as const)
        : ({ channels: 3, colorSpace: 'RGB' } as const)
      return { data, ...size, ...channels, dtype: 'uint8' }
    },
  },
}

function sharpOf({ pixels, layout }: Raster, { width, height }: Size, hasAlpha: boolean): Chain {
  const channels = layout === 'indices' ? 1 : 4
  const chain = requireSharp()(pixels, { raw: { width, height, channels } })
  if (channels === 1) return chain.toColorspace('b-w')
  return hasAlpha ? chain : chain.removeAlpha()
}
