import type { RangeChoice } from '../depth/range'
import type { DepthRange } from '../frames/depth-frame'
import type { DepthKind } from '../frames/depth-kinds'
import type { FarEnd } from './palette'

/** One way to spread depth values over the colors. */
interface Scale {
  /** What is drawn of a value; the same function leads back. */
  readonly of: (value: number) => number
  /** Whether larger values become smaller ones. */
  readonly isReversed: boolean
  /** The range of what is drawn, for a range of depth values. */
  readonly rangeFor: (choice: RangeChoice) => RangeChoice
}

export const scales = {
  linear: { of: (value) => value, isReversed: false, rangeFor: (choice) => choice },
  // As Depth Anything V3's own program (utils/visualize.py): one over the depth, between percentiles 2
  // and 98; what is not above 0 counts as far.
  inverse: {
    of: (value) => (value > 0 ? 1 / value : NaN),
    isReversed: true,
    rangeFor: (choice) => {
      if (choice.mode === 'frame') return { mode: 'percentile', low: 2, high: 98 }
      if (choice.mode === 'percentile') {
        return { mode: 'percentile', low: 100 - choice.high, high: 100 - choice.low }
      }
      return { mode: choice.mode, min: 1 / choice.max, max: 1 / choice.min }
    },
  },
} as const satisfies Record<string, Scale>

export type ScaleName = keyof typeof scales

/** `auto`: as the program of the model's authors. */
export type ScaleChoice = 'auto' | ScaleName

export const scaleChoices: readonly ScaleChoice[] = [
  'auto',
  ...(Object.keys(scales) as ScaleName[]),
]

const scaleOfKind: Readonly<Record<DepthKind, ScaleName>> = {
  'relative-inverse': 'linear',
  relative: 'inverse',
  metric: 'linear',
}

/** The scale that a choice gives for a kind of depth. Fixed values are linear unless it says otherwise. */
export function chosenScale(choice: ScaleChoice, kind: DepthKind, range: RangeChoice): ScaleName {
  if (choice !== 'auto') return choice
  return range.mode === 'fixed' || range.mode === 'meters' ? 'linear' : scaleOfKind[kind]
}

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
