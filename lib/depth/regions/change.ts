import type { DepthRange } from '../../frames/depth-frame'
import { fitSamples, valuesAt, type Alignment } from '../alignment'
import { orderStatistics } from '../order-statistics'
import { samplePositions } from '../sample-positions'
import type { Raster } from './raster'
import { isDepth, readingOf } from './reading'

/** A depth map of the same view with nothing in the regions. */
export interface EmptyMap {
  readonly values: Float32Array
  readonly range: DepthRange
}

/** The map that is compared with it. */
export interface ComparedMap {
  readonly data: Float32Array
  readonly unit: 'm' | undefined
  readonly nearIsLarge: boolean
}

/** Outside of the regions, at least as many values as this are needed for a fit. */
const fewestSamples = 100
/** A fit that is worse than this part of the empty map's range is none: the camera was moved, say. */
const worstDeviation = 0.1

/**
 * How much nearer each region has become than it was when empty: in meters, or as nearness in the range
 * of the empty map. The map is first aligned to the empty one outside of the regions, since the scale and
 * shift of depth move with whatever enters the image.
 *
 * @returns the median over each region's values; null where it has none, or where nothing can be fitted
 */
export function changes(
  map: ComparedMap,
  empty: EmptyMap,
  rasters: readonly Raster[],
  scratch: Float32Array,
): readonly (number | null)[] {
  const difference = differenceOf(map, empty, outside(rasters, map.data.length))
  return rasters.map(({ runs }) => {
    if (difference === undefined) return null
    let count = 0
    for (let run = 0; run < runs.length; run += 2) {
      const end = runs[run + 1] ?? 0
      for (let i = runs[run] ?? 0; i < end; i++) {
        const change = difference(map.data[i] ?? NaN, empty.values[i] ?? NaN)
        if (Number.isFinite(change)) scratch[count++] = change
      }
    }
    const middle = Math.floor((count - 1) / 2)
    return count === 0 ? null : (orderStatistics(scratch.subarray(0, count), [middle])[0] ?? null)
  })
}

/** 1 for each value that lies in no region. */
function outside(rasters: readonly Raster[], length: number): Uint8Array {
  const mask = new Uint8Array(length).fill(1)
  for (const { runs } of rasters) {
    for (let run = 0; run < runs.length; run += 2) mask.fill(0, runs[run], runs[run + 1])
  }
  return mask
}

type Difference = (value: number, empty: number) => number

function differenceOf(map: ComparedMap, empty: EmptyMap, mask: Uint8Array): Difference | undefined {
  const positions = samplePositions(map.data.length, mask)
  const values = valuesAt(map.data, positions)
  const reference = valuesAt(empty.values, positions)
  if (map.unit === 'm') {
    // Calibration is linear in 1/z, and so is what disturbs it.
    const range = inverseRange(empty.range)
    const fit = fitted(inverses(values), inverses(reference), range)
    return fit && ((value, before) => before - meters(fit.scale / value + fit.shift, value > 0))
  }
  const reading = readingOf({ ...map, range: empty.range })
  const fit = fitted(values, reference, empty.range)
  if (reading === undefined || fit === undefined) return undefined
  const { figureOf } = reading
  return (value, before) => figureOf(fit.scale * value + fit.shift) - figureOf(before)
}

function fitted(
  values: Float32Array,
  reference: Float32Array,
  { min, max }: DepthRange,
): Alignment | undefined {
  const fit = fitSamples(values, reference)
  if (fit === undefined || fit.samples < fewestSamples) return undefined
  return fit.deviation <= worstDeviation * (max - min) ? fit : undefined
}

function inverses(values: Float32Array): Float32Array {
  return values.map((value) => (isDepth(value, 'm') ? 1 / value : NaN))
}

function inverseRange({ min, max }: DepthRange): DepthRange {
  return { min: 1 / max, max: min > 0 ? 1 / min : Infinity }
}

function meters(inverse: number, isKnown: boolean): number {
  return isKnown && inverse > 0 ? 1 / inverse : NaN
}
