import { now } from '../clock'
import type { RangeChoice } from '../depth/range'
import { DepthError, messageOf } from '../errors'
import { imageOf, type DepthFrame, type DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import type { Measured } from '../timing/timeline'
import { decodeStage } from '../image/decode-stage'
import type { ColorMapName } from './color-maps'
import { compositions, isOverlay, type Composition, type CompositionName } from './compositions'
import type { FormatName, OutputKind } from './format-names'
import { imageSize, type SizeChoice } from './image-size'
import { outputFormats, type PixelObject } from './output-formats'
import { paletteOf, type FarEnd, type Palette } from './palette'
import type { RasterJob } from './raster'
import { chosenScale, scales, type ScaleChoice, type ScaleName } from './scale'
import { RasterThread, type Raster } from './raster-thread'

export interface RenderOptions {
  readonly colorMap: ColorMapName
  readonly composition: CompositionName
  /** 0 to 1: how opaque the depth map is where it lies over the image. */
  readonly opacity: number
  /** False: near is bright (the last color of the map), for every kind of model. */
  readonly farIsBright: boolean
  /** The farther, the more transparent. */
  readonly fade: boolean
  readonly range: RangeChoice
  readonly scale: ScaleChoice
  /** Lines of equal depth. */
  readonly contours: boolean
  readonly legend: boolean
  readonly size: SizeChoice
  readonly output: OutputKind
  readonly format: FormatName
  /** 1 to 100, for the formats that have one. */
  readonly quality: number
  /** Largest width of a data URI, in pixels. */
  readonly dataUriWidth: number
}

/** Nothing but the depth map. */
export const depthAlone = {
  composition: 'depth',
  opacity: 1,
  fade: false,
  contours: false,
  legend: false,
} as const satisfies Partial<RenderOptions>

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
 * @throws DepthError RENDER_FAILED, RUNTIME_MISSING, INPUT_UNSUPPORTED where a range in meters meets
 * depth without a unit, IMAGE_MISSING and IMAGE_DAMAGED where the source image is shown
 */
export async function renderDepth(
  frame: DepthFrame,
  options: RenderOptions,
): Promise<RenderedDepth> {
  checkUnit(frame, options.range)
  const composition: Composition = compositions[options.composition]
  const { columns } = composition
  const maxWidth = options.output === 'dataUri' ? options.dataUriWidth : Infinity
  const target = imageSize(frame, options.size, columns, maxWidth)
  const size = { width: columns * target.width, height: target.height }
  checkSize(size)
  const name = options.output === 'pixels' ? options.output : options.format
  const { mime, layout, encode } = outputFormats[name]
  const look = lookOf(options, composition)
  const shown =
    composition.image === undefined
      ? undefined
      : await imageOf(frame, 'to show both').pixels(target)
  const started = now()
  const raster = await thread.draw({
    ...depthOf(frame, options),
    target,
    layout: look.isComposed ? 'composed' : look.isGray ? layout.gray : layout.colored,
    palette: look.palette,
    surroundings: {
      composition,
      contours: options.contours,
      legend: options.legend,
      unit: frame.unit,
    },
    image: shown?.pixels.data ?? noImage,
  })
  try {
    const drawn = now()
    const encoded = await encode(raster, size, {
      quality: options.quality,
      palette: look.isGray ? undefined : look.palette,
      hasAlpha: look.hasAlpha,
    })
    const isUri = options.output === 'dataUri' && Buffer.isBuffer(encoded)
    const image = isUri ? `data:${mime};base64,${encoded.toString('base64')}` : encoded
    const decoded = shown === undefined ? [] : [decodeStage(shown)]
    const measured = [...decoded, ...stages(started, drawn, now(), raster)]
    return { image, ...size, mime, measured }
  } catch (thrown) {
    throw asRenderError(thrown, name, size)
  } finally {
    thread.release(raster)
  }
}

const noImage = new Uint8Array(0)

function checkUnit({ unit, model }: DepthFrame, range: RangeChoice): void {
  if (range.mode !== 'meters' || unit === 'm') return
  throw new DepthError(
    'INPUT_UNSUPPORTED',
    `The depth of ${model} has no unit where the range is in meters. Use a metric model, or choose ` +
      'another range.',
  )
}

interface Look {
  readonly palette: Palette
  /** The indices are their own colors. */
  readonly isGray: boolean
  /** Some of the image is transparent. */
  readonly hasAlpha: boolean
  /** There is more to draw than the depth map. */
  readonly isComposed: boolean
}

function lookOf(options: RenderOptions, composition: Composition): Look {
  const { fade, contours, legend } = options
  const opacity = isOverlay(composition) ? options.opacity : 1
  return {
    palette: paletteOf(options.colorMap, opacity, fade ? farEnd(options) : undefined),
    isGray: options.colorMap === 'gray' && !fade,
    hasAlpha: fade && !isOverlay(composition),
    isComposed: composition.image !== undefined || contours || legend,
  }
}

function farEnd({ farIsBright }: RenderOptions): FarEnd {
  return farIsBright ? 'last' : 'first'
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
  { data, width, height, kind, range, steadyRange, nearIsLarge }: DepthFrame,
  options: RenderOptions,
): Pick<RasterJob, 'data' | 'width' | 'height' | 'finite' | 'range' | 'scale' | 'orientation'> {
  const scale = chosenScale(options.scale, kind, options.range)
  return {
    data,
    width,
    height,
    finite: range,
    range: steadied(options.range, steadyRange, scale),
    scale,
    orientation: {
      largeIsBright: (nearIsLarge !== scales[scale].isReversed) !== options.farIsBright,
      farEnd: farEnd(options),
    },
  }
}

/** A frame's own range is its steady one, where it has one that the scale can draw. */
function steadied(
  choice: RangeChoice,
  steady: DepthRange | undefined,
  scale: ScaleName,
): RangeChoice {
  if (choice.mode !== 'frame' || steady === undefined) return choice
  return scale === 'inverse' && steady.min <= 0 ? choice : { mode: 'fixed', ...steady }
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
  const isColored = layout === 'colors' || layout === 'composed'
  return [
    { stage: 'range', at: started, ms: ranged - started, includes: ['transfer'] },
    { stage: 'upsample', at: ranged, ms: upsampleMs, ...(isColored ? colored : {}) },
    { stage: 'encode', at: drawn, ms: ended - drawn, ...(isColored ? {} : colored) },
  ]
}
