import type { DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import { chosenRange, type RangeChoice } from './range'
import { scaleDepth, type Orientation } from './scale'
import { stretch } from './stretch'

/** What is needed to draw a depth map; plain data, so that it can go to another thread. */
export interface RasterJob extends Size {
  readonly data: Float32Array<ArrayBuffer>
  /** Smallest and largest finite value of `data`. */
  readonly finite: DepthRange
  readonly range: RangeChoice
  readonly orientation: Orientation
  readonly target: Size
  /** 256 colours as R, G, B; undefined: indices are asked for, not colours. */
  readonly colours: Uint8Array | undefined
}

export interface Raster {
  /** One byte (an index) or four (R, G, B, 255) a pixel; rows from the top, no padding. */
  readonly pixels: Uint8Array<ArrayBuffer>
  readonly channels: 1 | 4
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
  const count = job.target.width * job.target.height
  const pixels = new Uint8Array(job.colours === undefined ? count : 4 * count)
  if (job.colours === undefined) stretch(scaled, job.target, identity, pixels)
  else stretch(scaled, job.target, words(job.colours), new Uint32Array(pixels.buffer))
  return {
    pixels,
    channels: job.colours === undefined ? 1 : 4,
    rangeMs: ranged - started,
    upsampleMs: performance.now() - ranged,
  }
}

/** One 32-bit word a colour: writing a pixel in one go is more than twice as fast as byte by byte. */
function words(colours: Uint8Array): Uint32Array {
  const bytes = new Uint8Array(1024).fill(255)
  for (let index = 0; index < 256; index++) {
    bytes.set(colours.subarray(3 * index, 3 * index + 3), 4 * index)
  }
  return new Uint32Array(bytes.buffer)
}
