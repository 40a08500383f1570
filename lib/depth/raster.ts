import type { DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { pngRows } from './png'
import { chosenRange, type RangeChoice } from './range'
import { scaleDepth, type Orientation } from './scale'
import { stretch, type ScaledDepth } from './stretch'

/** What is needed to draw a depth map; plain data, so that it can go to another thread. */
export interface RasterJob extends Size {
  readonly data: Float32Array<ArrayBuffer>
  /** Smallest and largest finite value of `data`. */
  readonly finite: DepthRange
  readonly range: RangeChoice
  readonly orientation: Orientation
  readonly target: Size
  readonly layout: RasterLayout
  /** 256 colours as R, G, B. */
  readonly colours: Uint8Array
}

/**
 * What a drawn depth map holds: `indices` of colours, one byte a pixel; the same as `pngRows` (see
 * png.ts); or `colours`, four bytes a pixel (R, G, B, 255). Rows from the top, no padding.
 */
export type RasterLayout = 'indices' | 'pngRows' | 'colours'

export interface Raster {
  readonly pixels: Uint8Array<ArrayBuffer>
  readonly layout: RasterLayout
  readonly rangeMs: number
  readonly upsampleMs: number
}

const identity = Uint8Array.from({ length: 256 }, (_, index) => index)

/**
 * Draws a depth map: range, scale, upsampling of the values, and only then their colours, as the
 * official code does.
 */
export function rasterise(job: RasterJob): Raster {
  const started = performance.now()
  const range = chosenRange(job.data, job.range, job.finite)
  const data = scaleDepth(job.data, range, job.orientation)
  const ranged = performance.now()
  const scaled = { data, width: job.width, height: job.height }
  const pixels = job.layout === 'colours' ? coloured(scaled, job) : indexed(scaled, job)
  return {
    pixels,
    layout: job.layout,
    rangeMs: ranged - started,
    upsampleMs: performance.now() - ranged,
  }
}

function coloured(scaled: ScaledDepth, { target, colours }: RasterJob): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(4 * target.width * target.height)
  stretch(scaled, target, words(colours), new Uint32Array(pixels.buffer))
  return pixels
}

function indexed(scaled: ScaledDepth, { target, layout }: RasterJob): Uint8Array<ArrayBuffer> {
  const indices = new Uint8Array(target.width * target.height)
  stretch(scaled, target, identity, indices)
  return layout === 'pngRows' ? pngRows(indices, target.width) : indices
}

/** One 32-bit word a colour: writing a pixel in one go is more than twice as fast as byte by byte. */
function words(colours: Uint8Array): Uint32Array {
  const bytes = new Uint8Array(1024).fill(255)
  for (let index = 0; index < 256; index++) {
    bytes.set(colours.subarray(3 * index, 3 * index + 3), 4 * index)
  }
  return new Uint32Array(bytes.buffer)
}
