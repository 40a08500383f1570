import { DepthError } from '../errors'
import type { DepthFrame } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { now } from '../clock'
import type { Measured } from '../timing/timeline'
import { colorMap, type ColorMapName } from './color-maps'
import { encodeRaster, formats, rasterPixels, type FormatName, type PixelObject } from './encode'
import { imageSize, type SizeChoice } from './image-size'
import type { RangeChoice } from '../depth/range'
import type { RasterJob, RasterLayout } from './raster'
import { RasterThread, type Raster } from './raster-thread'

/** What comes out: an encoded image, the same as a data URI, or bare pixels. */
export const outputKinds = ['buffer', 'dataUri', 'pixels'] as const

export type OutputKind = (typeof outputKinds)[number]

export interface RenderOptions {
  readonly colorMap: ColorMapName
  /** False: near is bright (the last color of the map), for every kind of model. */
  readonly farIsBright: boolean
  readonly range: RangeChoice
  readonly size: SizeChoice
  readonly output: OutputKind
  readonly format: FormatName
  /** 1 to 100, for JPEG and WebP. */
  readonly quality: number
  /** Largest width of a data URI, in pixels. */
  readonly dataUriWidth: number
}

export interface RenderedDepth extends Size {
  readonly image: Buffer | string | PixelObject
  /** Undefined for bare pixels. */
  readonly mime: string | undefined
  readonly measured: readonly Measured[]
}

const thread = new RasterThread()

/**
 * Draws a depth map as an image. Pixels are worked on in a thread of its own and in sharp's
 * threads; the frame is only read.
 *
 * @throws DepthError RENDER_FAILED, RUNTIME_MISSING
 */
export async function renderDepth(
  frame: DepthFrame,
  options: RenderOptions,
): Promise<RenderedDepth> {
  const maxWidth = options.output === 'dataUri' ? options.dataUriWidth : Infinity
  const size = imageSize(frame, options.size, maxWidth)
  checkSize(size)
  const started = now()
  const raster = await thread.draw(rasterJob(frame, options, size))
  try {
    const drawn = now()
    const image = await encode(raster, size, options)
    return {
      image,
      ...size,
      mime: options.output === 'pixels' ? undefined : formats[options.format].mime,
      measured: stages(started, drawn, now(), raster),
    }
  } finally {
    thread.release(raster)
  }
}

/** As many as sharp takes; in the thread, more could take up all memory. */
const maxPixels = 0x3fff ** 2

function checkSize({ width, height }: Size): void {
  if (width * height <= maxPixels) return
  throw new DepthError(
    'RENDER_FAILED',
    `A depth map of ${width}x${height} has more than ${Math.round(maxPixels / 1e6)} megapixels. ` +
      'Choose a smaller size.',
  )
}

function rasterJob(frame: DepthFrame, options: RenderOptions, target: Size): RasterJob {
  const { data, width, height, nearIsLarge } = frame
  return {
    data,
    width,
    height,
    finite: frame.range,
    range: options.range,
    orientation: {
      largeIsBright: nearIsLarge !== options.farIsBright,
      unknown: options.farIsBright ? 'last' : 'first',
    },
    target,
    layout: layoutOf(options),
    colors: colorMap(options.colorMap),
  }
}

/** A PNG carries its colors in a palette, and the indices of `gray` are its colors. */
function layoutOf({ output, format, colorMap: name }: RenderOptions): RasterLayout {
  if (output === 'pixels') return 'colors'
  if (format === 'png') return 'pngRows'
  return name === 'gray' ? 'indices' : 'colors'
}

async function encode(
  raster: Raster,
  size: Size,
  options: RenderOptions,
): Promise<RenderedDepth['image']> {
  const { output, format, quality, colorMap: name } = options
  if (output === 'pixels') return rasterPixels(raster, size)
  const palette = name === 'gray' ? undefined : colorMap(name)
  const encoded = await encodeRaster(raster, size, { format, quality, palette })
  if (output === 'buffer') return encoded
  return `data:${formats[format].mime};base64,${encoded.toString('base64')}`
}

function stages(started: number, drawn: number, ended: number, raster: Raster): Measured[] {
  const { upsampleMs, layout } = raster
  const ranged = drawn - upsampleMs
  const colored = { includes: ['color'] } as const
  const isColored = layout === 'colors'
  return [
    { stage: 'range', at: started, ms: ranged - started, includes: ['transfer'] },
    { stage: 'upsample', at: ranged, ms: upsampleMs, ...(isColored ? colored : {}) },
    { stage: 'encode', at: drawn, ms: ended - drawn, ...(isColored ? {} : colored) },
  ]
}
