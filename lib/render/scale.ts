import type { DepthRange } from '../frames/depth-frame'
import type { FarEnd } from './palette'

/** Scaled depth is a fixed-point index into a color map: 0 to 255, with so many bits of fraction. */
export const fractionBits = 8
const largest = 255 << fractionBits

/** Which end of the color map the depth values take. */
export interface Orientation {
  /** Whether the largest value gets the last color, which is the bright one. */
  readonly largeIsBright: boolean
  /** The end that stands for far. A place without a value (NaN) gets its color. */
  readonly farEnd: FarEnd
}

/**
 * Depth on the scale of a color map. Values outside the range, infinite ones too, get the end that
 * they lie beyond. An empty range, as a constant map has, gives the middle color.
 */
export function scaleDepth(
  data: Float32Array,
  { min, max }: DepthRange,
  { largeIsBright, farEnd }: Orientation,
): Uint16Array {
  const scaled = new Uint16Array(data.length)
  const [atMin, atMax] = largeIsBright ? [0, largest] : [largest, 0]
  const atUnknown = farEnd === 'first' ? 0 : largest
  const factor = max > min ? (atMax - atMin) / (max - min) : 0
  const offset = max > min ? atMin - min * factor : largest / 2
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0
    if (value >= min && value <= max) scaled[i] = value * factor + offset + 0.5
    else if (value < min) scaled[i] = atMin
    else scaled[i] = value > max ? atMax : atUnknown
  }
  return scaled
}
