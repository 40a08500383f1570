import type { DepthRange } from '../frames/depth-frame'

/** A round depth value within a range. */
export interface Tick {
  readonly value: number
  /** Its place on the color map, 0 to 255. */
  readonly index: number
}

const mostSteps = 10

/** The round values (multiples of 1, 2 or 5 and a power of ten) of a range, four to eleven of them. */
export function roundValues({ min, max }: DepthRange): number[] {
  if (max <= min) return [min]
  const least = (max - min) / mostSteps
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= least) ?? 10)
  const first = Math.ceil(min / step)
  const count = Math.floor(max / step) - first + 1
  // Without the digits that floating point adds: 0.30000000000000004.
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}
