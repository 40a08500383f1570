import type { DepthFrame } from '../../frames/depth-frame'

/** Units of figures: meters where the depth is metric, else how near a place is in its frame, 0 to 1. */
export const figureUnits = ['m', 'nearness'] as const

export type FigureUnit = (typeof figureUnits)[number]

/**
 * How the values of a frame become figures: meters as they are, relative depth as nearness, where 0 is
 * the farthest of the frame and 1 the nearest. Both grow or fall evenly with the values.
 */
export interface Reading {
  readonly unit: FigureUnit
  /** Whether figures grow with the values. */
  readonly isRising: boolean
  readonly figureOf: (value: number) => number
  /** Whether a figure is nearer than another one. */
  readonly isNearer: (figure: number, than: number) => boolean
}

const meters: Reading = {
  unit: 'm',
  isRising: true,
  figureOf: (value) => value,
  isNearer: (figure, than) => figure < than,
}

/** @returns undefined for relative depth that is the same everywhere: nothing in it is near or far */
export function readingOf(
  frame: Pick<DepthFrame, 'unit' | 'range' | 'nearIsLarge'>,
): Reading | undefined {
  if (frame.unit === 'm') return meters
  const { min, max } = frame.range
  if (!(max > min)) return undefined
  const [far, near] = frame.nearIsLarge ? [min, max] : [max, min]
  return {
    unit: 'nearness',
    isRising: frame.nearIsLarge,
    figureOf: (value) => (value - far) / (near - far),
    isNearer: (figure, than) => figure > than,
  }
}

/** The smallest value that a frame of this unit can have: a distance of 0 m is none. */
export function isDepth(value: number, unit: FigureUnit): boolean {
  return unit === 'm' ? value > 0 && value < Infinity : Number.isFinite(value)
}
