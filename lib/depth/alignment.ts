import { median } from './median'
import { precisions } from './precisions'
import { samplePositions } from './sample-positions'
import { startingLine, type Line, type Pairs } from './starting-line'

/** What takes the values of one depth map to those of another: `scale * value + shift`. */
export interface Alignment {
  /** Above 0. */
  readonly scale: number
  readonly shift: number
}

/** An alignment that was fitted, and how well it fits. */
export interface Fit extends Alignment {
  /**
   * How far aligned values are from the reference, in its unit: a robust standard deviation, 1.4826
   * times the median of the distances.
   */
  readonly deviation: number
  /** How many pairs of finite values took part. */
  readonly samples: number
}

/**
 * How the depth of two frames may differ. The relative kinds of depth differ by a scale and a shift;
 * metric depth by a scale, which another lens gives it.
 */
export type Freedom = 'scale-and-shift' | 'scale'

export interface FitOptions {
  /** With `scale`, pairs that are not above 0 in both are left out. By default both. */
  readonly freedom?: Freedom
  /** The reference is the mean of so many frames, which have less noise than one. By default 1. */
  readonly frames?: number
}

/** Huber's constant: 95 % of the efficiency of least squares where the noise is Gaussian. */
const huber = 1.345
/** Pairs that are farther than this from a line, in standard deviations, do not belong to it. */
const cut = 4
/** Makes a median of distances a standard deviation, for Gaussian noise. */
const perMedian = 1.4826
const rounds = 3
/** How much farther the other pairs may be from the line that the precise ones give. */
const tolerable = 1.2
/** Distances below this part of the values are rounding. */
const rounding = 1e-6

/**
 * Fits the scale and shift between two depth maps of one size, on about 4,000 pixels that lie evenly
 * over the map. The same maps always give the same fit. Up to a third of the pixels may show something
 * else in the two maps.
 *
 * @param values the map to align
 * @param reference the map to align it to, the steadier one of the two
 * @param mask one byte for each pixel: only those above 0 take part, which should be those that show
 *   the same in both. By default all.
 * @returns undefined where nothing can be fitted: fewer than two samples, maps that are constant, or
 *   that run against each other
 * @throws RangeError when the lengths differ
 */
export function alignMaps(
  values: Float32Array,
  reference: Float32Array,
  mask?: Uint8Array,
  options: FitOptions = {},
): Fit | undefined {
  const { length } = reference
  if (values.length !== length || (mask !== undefined && mask.length !== length)) {
    throw new RangeError('maps, and their mask, have to be of one size')
  }
  const positions = samplePositions(length, mask)
  return fitSamples(valuesAt(values, positions), valuesAt(reference, positions), options)
}

/** The values of a map at positions in it. */
export function valuesAt(map: Float32Array, positions: Uint32Array): Float32Array {
  const values = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i++) values[i] = map[positions[i] ?? 0] ?? NaN
  return values
}

/**
 * Fits the scale and shift between pairs of values: a start that withstands pairs that do not belong
 * (least median of squares), then three rounds of least squares with Huber's weights, and a last one in
 * which pairs with little noise count more. They take the noise of both into account (Deming): taking one
 * as exact would change the scale by the noise in it.
 *
 * @param values pairs that are not finite in both are left out
 * @param reference as long as `values`
 * @returns see `alignMaps`
 */
export function fitSamples(
  values: Float32Array,
  reference: Float32Array,
  { freedom = 'scale-and-shift', frames = 1 }: FitOptions = {},
): Fit | undefined {
  const pairs = usablePairs(values, reference, freedom)
  const line = freedom === 'scale' ? ratio(pairs) : straightLine(pairs, frames)
  if (line === undefined || !(line.slope > 0)) return undefined
  // `values = slope * reference + offset`, turned round.
  const scale = 1 / line.slope
  const deviation = scale * deviationFrom(line, pairs, new Float64Array(pairs.count))
  return { scale, shift: 0 - line.offset * scale, deviation, samples: pairs.count }
}

function usablePairs(values: Float32Array, reference: Float32Array, freedom: Freedom): Pairs {
  const y = new Float64Array(values.length)
  const x = new Float64Array(values.length)
  const least = freedom === 'scale' ? Number.MIN_VALUE : -Infinity
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN
    const wanted = reference[i] ?? NaN
    if (!Number.isFinite(value) || !Number.isFinite(wanted)) continue
    if (value < least || wanted < least) continue
    y[count] = value
    x[count++] = wanted
  }
  return { x, y, count }
}

/** The line with both a slope and an offset. */
function straightLine(pairs: Pairs, frames: number): Line | undefined {
  const distances = new Float64Array(pairs.count)
  let line = startingLine(pairs)
  for (let round = 0; round < rounds && line !== undefined; round++) {
    const deviation = deviationFrom(line, pairs, distances)
    line = weightedLine(pairs, distances, deviation, frames * line.slope ** 2)
  }
  return line === undefined ? undefined : refined(line, pairs, distances, frames)
}

/** The line on which precise pairs count more, unless that takes it away from the others. */
function refined(line: Line, pairs: Pairs, distances: Float64Array, frames: number): Line {
  const deviation = deviationFrom(line, pairs, distances)
  const weights = precisions(line, pairs)
  const precise = weightedLine(pairs, distances, deviation, frames * line.slope ** 2, weights)
  if (precise === undefined) return line
  return deviationFrom(precise, pairs, distances) <= tolerable * deviation ? precise : line
}

/** The line through the origin: a robust mean of ratios, to which near and far count the same. */
function ratio({ x, y, count }: Pairs): Line | undefined {
  const ratios = new Float64Array(count)
  for (let i = 0; i < count; i++) ratios[i] = (y[i] ?? NaN) / (x[i] ?? NaN)
  let slope = median(ratios.slice())
  const distances = new Float64Array(count)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < count; i++) distances[i] = Math.abs((ratios[i] ?? NaN) - slope)
    const deviation = Math.max(perMedian * median(distances), rounding * slope)
    let sum = 0
    let weights = 0
    for (const value of ratios) {
      const weight = weightOf(Math.abs(value - slope), deviation)
      sum += weight * value
      weights += weight
    }
    slope = sum / weights
  }
  return count < 2 ? undefined : { slope, offset: 0 }
}

/**
 * Deming's regression, weighted by the distance of each pair from the line before.
 *
 * @param noiseRatio the variance of the noise in y over that of the noise in x
 * @param precise how much each pair counts beside that. By default all the same.
 */
function weightedLine(
  { x, y, count }: Pairs,
  distances: Float64Array,
  deviation: number,
  noiseRatio: number,
  precise?: Float64Array,
): Line | undefined {
  let weights = 0
  let [sumX, sumY, sumXX, sumXY, sumYY] = [0, 0, 0, 0, 0]
  // Counted from the first pair, so that no precision is lost where all values are large.
  const [x0 = 0] = x
  const [y0 = 0] = y
  for (let i = 0; i < count; i++) {
    const weight = weightOf(distances[i] ?? 0, deviation) * (precise?.[i] ?? 1)
    const dx = (x[i] ?? NaN) - x0
    const dy = (y[i] ?? NaN) - y0
    weights += weight
    sumX += weight * dx
    sumY += weight * dy
    sumXX += weight * dx * dx
    sumXY += weight * dx * dy
    sumYY += weight * dy * dy
  }
  const covariance = weights * sumXY - sumX * sumY
  const excess = noiseRatio * (weights * sumXX - sumX * sumX) - (weights * sumYY - sumY * sumY)
  const root = Math.sqrt(excess ** 2 + 4 * noiseRatio * covariance ** 2)
  const slope = (2 * noiseRatio * covariance) / (excess + root)
  if (!Number.isFinite(slope)) return undefined
  return { slope, offset: y0 + sumY / weights - slope * (x0 + sumX / weights) }
}

function weightOf(distance: number, deviation: number): number {
  if (distance <= huber * deviation) return 1
  return distance > cut * deviation ? 0 : (huber * deviation) / distance
}

/** The robust standard deviation from a line; leaves each pair's distance in `distances`. */
function deviationFrom(
  { slope, offset }: Line,
  { x, y, count }: Pairs,
  distances: Float64Array,
): number {
  let largest = 0
  for (let i = 0; i < count; i++) {
    const value = y[i] ?? NaN
    distances[i] = Math.abs(value - slope * (x[i] ?? NaN) - offset)
    largest = Math.max(largest, Math.abs(value))
  }
  // More than half may fit exactly.
  return Math.max(perMedian * median(distances.slice(), count), rounding * largest)
}
