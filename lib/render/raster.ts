import type { DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { filterUp, pngStride } from './png'
import { chosenRange, type RangeChoice } from '../depth/range'
import { scaleDepth, type Orientation } from './scale'
import { resizeBilinear, type ScaledDepth } from './resize-bilinear'

/** What is needed to draw a depth map: plain data, which can be posted to another thread. */
export interface RasterJob extends Size {
  readonly data: Float32Array
  /** Smallest and largest finite value of `data`. */
  readonly finite: DepthRange
  readonly range: RangeChoice
  readonly orientation: Orientation
  readonly target: Size
  readonly layout: RasterLayout
  /** 256 colors as R, G, B. */
  readonly colors: Uint8Array
}

/**
 * What a drawn depth map holds: `indices` of colors, one byte a pixel; the same as the rows of
 * a PNG (see png.ts); or `colors`, four bytes a pixel (R, G, B, 255). Rows from the top.
 */
export type RasterLayout = 'indices' | 'pngRows' | 'colors'

/** How long the two parts of the work took, in milliseconds. */
export interface RasterTimes {
  readonly rangeMs: number
  readonly upsampleMs: number
}

/** The size of the drawn depth map in bytes. */
export function rasterBytes({ layout, target: { width, height } }: RasterJob): number {
  if (layout === 'pngRows') return pngStride(width) * height
  return (layout === 'colors' ? 4 : 1) * width * height
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
  const range = chosenRange(job.data, job.range, job.finite)
  const data = scaleDepth(job.data, range, job.orientation)
  const ranged = performance.now()
  draw[job.layout]({ data, width: job.width, height: job.height }, job, pixels)
  return { rangeMs: ranged - started, upsampleMs: performance.now() - ranged }
}

type Draw = (scaled: ScaledDepth, job: RasterJob, pixels: ArrayBuffer) => void

const draw: Readonly<Record<RasterLayout, Draw>> = {
  colors(scaled, { target, colors }, pixels) {
    resizeBilinear(scaled, target, packRgba(colors), new Uint32Array(pixels), target.width)
  },
  indices(scaled, { target }, pixels) {
    resizeBilinear(scaled, target, identity, new Uint8Array(pixels), target.width)
  },
  pngRows(scaled, { target }, pixels) {
    const rows = new Uint8Array(pixels)
    resizeBilinear(scaled, target, identity, rows.subarray(1), pngStride(target.width))
    filterUp(rows, target.width)
  },
}

/** Each color as one 32-bit word: more than twice as fast to write as four bytes. */
function packRgba(colors: Uint8Array): Uint32Array {
  const bytes = new Uint8Array(1024).fill(255)
  for (let index = 0; index < 256; index++) {
    bytes.set(colors.subarray(3 * index, 3 * index + 3), 4 * index)
  }
  return new Uint32Array(bytes.buffer)
}
