import { fitSamples, type Alignment } from './alignment'
import type { Size } from '../frames/image-frame'

/** The cells of an image that differ from those of another one. */
export interface Difference {
  /** One byte for each cell: 1 where it differs. */
  readonly cells: Uint8Array
  /** Of all cells, 0 to 1. */
  readonly share: number
  /** What takes the brightness of the image to that of the other one. */
  readonly brightness: Alignment
}

const asItIs: Alignment = { scale: 1, shift: 0 }
/** So many cells tell the brightness. */
const brightnessSamples = 512
/** What noise may change, in levels of 0 to 255: at least, and at most. */
const leastTolerance = 3
const mostTolerance = 16
/** What noise may change, in its standard deviations. */
const deviations = 5
/** A shift of the image by this part of a cell is no motion. */
const jitter = 0.35

/**
 * Finds the cells in which two gray images of one grid show different things. A change of the
 * brightness or contrast of the whole image does not count, nor does noise, nor an edge that trembles.
 */
export function compareImages(
  image: Float32Array,
  other: Float32Array,
  { width, height }: Size,
): Difference {
  const fit = brightnessFit(image, other)
  const brightness = fit ?? asItIs
  const { scale, shift } = brightness
  const noise = Math.min(
    Math.max(deviations * (fit?.deviation ?? 0), leastTolerance),
    mostTolerance,
  )
  const cells = new Uint8Array(image.length)
  let count = 0
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column
      const own = other[at] ?? 0
      // At the border of the image, a cell is its own neighbor.
      const left = column > 0 ? (other[at - 1] ?? 0) : own
      const right = column < width - 1 ? (other[at + 1] ?? 0) : own
      const above = row > 0 ? (other[at - width] ?? 0) : own
      const below = row < height - 1 ? (other[at + width] ?? 0) : own
      const edge = Math.max(
        Math.abs(left - own),
        Math.abs(right - own),
        Math.abs(above - own),
        Math.abs(below - own),
      )
      const difference = Math.abs(scale * (image[at] ?? 0) + shift - own)
      if (difference <= noise + jitter * edge) continue
      cells[at] = 1
      count++
    }
  }
  return { cells, share: count / cells.length, brightness }
}

/** Whether no cell of two gray images of one grid differs by more than the least noise. */
export function areAlike(image: Float32Array, other: Float32Array): boolean {
  for (let i = 0; i < image.length; i++) {
    if (Math.abs((image[i] ?? 0) - (other[i] ?? 0)) > leastTolerance) return false
  }
  return true
}

function brightnessFit(image: Float32Array, other: Float32Array) {
  const step = Math.max(1, Math.floor(image.length / brightnessSamples))
  const own = new Float32Array(Math.ceil(image.length / step))
  const wanted = new Float32Array(own.length)
  for (let i = 0; i < own.length; i++) {
    own[i] = image[i * step] ?? NaN
    wanted[i] = other[i * step] ?? NaN
  }
  return fitSamples(own, wanted)
}
