import { now } from '../clock'
import type { RangeChoice } from '../depth/range'
import { DepthError, messageOf } from '../errors'
import type { DepthFrame } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import type { Measured } from '../timing/timeline'
import { colorMap, type ColorMapName } from './color-maps'
import type { FormatName, OutputKind } from './format-names'
import { imageSize, type SizeChoice } from './image-size'
import { outputFormats, type PixelObject } from './output-formats'
import type { RasterJob } from './raster'
import { RasterThread, type Raster } from './raster-thread'

export interface RenderOptions {
  readonly colorMap: ColorMapName
  /** False: near is bright (the last color of the map), for every kind of model. */
  readonly farIsBright: boolean
  readonly range: RangeChoice
  readonly size: SizeChoice
  readonly output: OutputKind
  readonly format: FormatName
  /** 1 to 100, for the formats that have one. */
  readonly quality: number
  /** Largest width of a data URI, in pixels. */
  readonly dataUriWidth: number
}

export interface RenderedDepth extends Size {
  readonly image: Buffer | string | PixelObject
  /** Undefined for raw pixels. */
  readonly mime: string | undefined
  readonly measured: readonly Measured[]
}

const thread = new RasterThread()

/**
 * Draws a depth map as an image. The work is done in a thread for drawing and in sharp's
 * threads; the frame is only read.
 *
 * @throws DepthError RENDER_FAILED, RUNTIME_MISSING
 */
export async function renderDepth(
  frame: DepthFrame,
  options: RenderOptions,
): Promise<RenderedDepth> {
  const { output, quality } = options
  const size = imageSize(
    frame,
    options.size,
    output === 'dataUri' ? options.dataUriWidth : Infinity,
  )
  checkSize(size)
  const name = output === 'pixels' ? output : options.format
  const { mime, layout, encode } = outputFormats[name]
  const colors = colorMap(options.colorMap)
  // The indices of `gray` are its colors.
  const isGray = options.colorMap === 'gray'
  const started = now()
  const raster = await thread.draw({
    ...depthOf(frame, options),
    target: size,
    layout: isGray ? layout.gray : layout.colored,
    colors,
  })
  try {
    const drawn = now()
    const encoded = await encode(raster, size, { quality, palette: isGray ? undefined : colors })
    const isUri = output === 'dataUri' && Buffer.isBuffer(encoded)
    const image = isUri ? `data:${mime};base64,${encoded.toString('base64')}` : encoded
    return { image, ...size, mime, measured: stages(started, drawn, now(), raster) }
  } catch (thrown) {
    throw asRenderError(thrown, name, size)
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

function depthOf(
  { data, width, height, range, nearIsLarge }: DepthFrame,
  options: RenderOptions,
): Omit<RasterJob, 'target' | 'layout' | 'colors'> {
  return {
    data,
    width,
    height,
    finite: range,
    range: options.range,
    orientation: {
      largeIsBright: nearIsLarge !== options.farIsBright,
      unknown: options.farIsBright ? 'last' : 'first',
    },
  }
}

function asRenderError(thrown: unknown, format: string, { width, height }: Size): DepthError {
  if (thrown instanceof DepthError) return thrown
  return new DepthError(
    'RENDER_FAILED',
    `A depth map of ${width}x${height} cannot be encoded as ${format}: ${messageOf(thrown)}. Choose ` +
      'another size or format.',
    { cause: thrown },
  )
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
