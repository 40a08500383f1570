import type { DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { filterUp, pngStride } from './png'
import { chosenRange, type RangeChoice } from '../depth/range'
import { compose, type Surroundings } from './compose'
import { wordsOf, type Palette } from './palette'
import { fractionBits, scaleDepth, scales, type Orientation, type ScaleName } from './scale'
import { resizeBilinear, type ScaledDepth } from './resize-bilinear'
import { roundValues, type Tick } from './ticks'

/** What is needed to draw a depth map: plain data, which can be posted to another thread. */
export interface RasterJob extends Size {
  readonly data: Float32Array
  /** Smallest and largest finite value of `data`. */
  readonly finite: DepthRange
  readonly range: RangeChoice
  readonly scale: ScaleName
  readonly orientation: Orientation
  /** Size of the depth map; that of the image where it is composed of several columns. */
  readonly target: Size
  readonly layout: RasterLayout
  readonly palette: Palette
  /** For the layout `composed`. */
  readonly surroundings: Surroundings
  /** R, G, B of the source image at the size `target`; empty where it is not shown. */
  readonly image: Uint8Array
}

/**
 * What a drawn depth map holds: `indices` of colors, one byte a pixel; the same as the rows of
 * a PNG (see png.ts); `colors`, four bytes a pixel (R, G, B, A); or the same `composed` with what
 * surrounds it. Rows from the top.
 */
export type RasterLayout = 'indices' | 'pngRows' | 'colors' | 'composed'

/** How long the two parts of the work took, in milliseconds. */
export interface RasterTimes {
  readonly rangeMs: number
  readonly upsampleMs: number
}

/** The size of the drawn depth map in bytes. */
export function rasterBytes(job: Pick<RasterJob, 'layout' | 'target' | 'surroundings'>): number {
  const { width, height } = job.target
  const bytesPerRow: Readonly<Record<RasterLayout, number>> = {
    indices: width,
    pngRows: pngStride(width),
    colors: 4 * width,
    composed: 4 * width * job.surroundings.composition.columns,
  }
  return bytesPerRow[job.layout] * height
}

const identity = Uint8Array.from({ length: 256 }, (_, index) => index)

/**
 * Draws a depth map: range, scale, upsampling of the values, and only then their colors, as the
 * official code does.
 *
 * @param pixels receives the image; of `rasterBytes` bytes
 */
export function rasterize(job: RasterJob, pixels: ArrayBuffer): RasterTimes {
  const started = performance.now()
  const { of, rangeFor } = scales[job.scale]
  const values = job.scale === 'linear' ? job.data : job.data.map(of)
  const range = chosenRange(values, rangeFor(job.range), job.finite)
  const data = scaleDepth(values, range, job.orientation)
  const ranged = performance.now()
  draw[job.layout]({ data, width: job.width, height: job.height }, job, pixels, range)
  return { rangeMs: ranged - started, upsampleMs: performance.now() - ranged }
}

type Draw = (scaled: ScaledDepth, job: RasterJob, pixels: ArrayBuffer, range: DepthRange) => void

const draw: Readonly<Record<RasterLayout, Draw>> = {
  colors(scaled, { target, palette }, pixels) {
    resizeBilinear(scaled, target, wordsOf(palette), new Uint32Array(pixels), target.width)
  },
  indices(scaled, { target }, pixels) {
    resizeBilinear(scaled, target, identity, new Uint8Array(pixels), target.width)
  },
  pngRows(scaled, { target }, pixels) {
    const rows = new Uint8Array(pixels)
    resizeBilinear(scaled, target, identity, rows.subarray(1), pngStride(target.width))
    filterUp(rows, target.width)
  },
  composed(scaled, job, pixels, range) {
    const { target, palette, orientation, surroundings, image } = job
    const indices = new Uint8Array(target.width * target.height)
    resizeBilinear(scaled, target, identity, indices, target.width)
    const ticks = ticksOf(range, job)
    const depth = { ...target, indices, palette, farEnd: orientation.farEnd, ticks }
    compose(depth, image, surroundings, pixels)
  },
}

/** The round depth values of a range of what is drawn, placed as the depth is. */
function ticksOf(range: DepthRange, { scale, orientation }: RasterJob): readonly Tick[] {
  const { of, isReversed } = scales[scale]
  const [min, max] = isReversed ? [range.max, range.min] : [range.min, range.max]
  const values = roundValues({ min: of(min), max: of(max) })
  const scaled = scaleDepth(Float32Array.from(values, of), range, orientation)
  return values.map((value, i) => ({
    value,
    index: Math.round((scaled[i] ?? 0) / 2 ** fractionBits),
  }))
}
