import { DepthError } from '../errors'
import type { DepthFrame } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { now, type Measured } from '../timing/timeline'
import { colourMap, type ColourMapName } from './color-maps'
import { encodeRaster, formats, rasterPixels, type FormatName, type PixelObject } from './encode'
import { pictureSize, type SizeChoice } from './image-size'
import type { RangeChoice } from '../depth/range'
import type { RasterJob, RasterLayout } from './raster'
import { RasterThread, type Raster } from './raster-thread'

/** What comes out: an encoded picture, the same as a data URI, or bare pixels. */
export const outputKinds = ['buffer', 'dataUri', 'pixels'] as const

export type OutputKind = (typeof outputKinds)[number]

export interface RenderOptions {
  readonly colourMap: ColourMapName
  /** False: near is bright (the last colour of the map), for every kind of model. */
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
  readonly picture: Buffer | string | PixelObject
  /** Undefined for bare pixels. */
  readonly mime: string | undefined
  readonly measured: readonly Measured[]
}

const thread = new RasterThread()

/**
 * Draws a depth map as a picture. Pixels are worked on in a thread of its own and in sharp's
 * threads; the frame is only read.
 *
 * @throws DepthError RENDER_FAILED, RUNTIME_MISSING
 */
export async function renderDepth(
  frame: DepthFrame,
  options: RenderOptions,
): Promise<RenderedDepth> {
  const maxWidth = options.output === 'dataUri' ? options.dataUriWidth : Infinity
  const size = pictureSize(frame, options.size, maxWidth)
  checkSize(size)
  const started = now()
  const raster = await thread.draw(rasterJob(frame, options, size))
  try {
    const drawn = now()
    const picture = await encode(raster, size, options)
    return {
      picture,
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
    colours: colourMap(options.colourMap),
  }
}

/** A PNG carries its colours in a palette, and the indices of `gray` are its colours. */
function layoutOf({ output, format, colourMap: name }: RenderOptions): RasterLayout {
  if (output === 'pixels') return 'colours'
  if (format === 'png') return 'pngRows'
  return name === 'gray' ? 'indices' : 'colours'
}

async function encode(
  raster: Raster,
  size: Size,
  options: RenderOptions,
): Promise<RenderedDepth['picture']> {
  const { output, format, quality, colourMap: name } = options
  if (output === 'pixels') return rasterPixels(raster, size)
  const palette = name === 'gray' ? undefined : colourMap(name)
  const encoded = await encodeRaster(raster, size, { format, quality, palette })
  if (output === 'buffer') return encoded
  return `data:${formats[format].mime};base64,${encoded.toString('base64')}`
}

function stages(started: number, drawn: number, ended: number, raster: Raster): Measured[] {
  const { upsampleMs, layout } = raster
  const ranged = drawn - upsampleMs
  const coloured = { includes: ['colour'] } as const
  const isColoured = layout === 'colours'
  return [
    { stage: 'range', at: started, ms: ranged - started, includes: ['transfer'] },
    { stage: 'upsample', at: ranged, ms: upsampleMs, ...(isColoured ? coloured : {}) },
    { stage: 'encode', at: drawn, ms: ended - drawn, ...(isColoured ? {} : coloured) },
  ]
}
