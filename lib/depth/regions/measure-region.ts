import type { Size } from '../../frames/image-frame'
import type { MapCamera } from '../geometry/camera'
import { orderStatistics, percentileRanks } from '../order-statistics'
import { noFigures, type NearestPoint, type Position, type RegionFigures } from './figures'
import type { Raster } from './raster'
import { isDepth, type Reading } from './reading'

/** A depth map, row by row from the top. */
export interface DepthMap extends Size {
  readonly data: Float32Array
}

export interface RegionOptions {
  readonly reading: Reading
  /** Undefined without meters or without a field of view. */
  readonly camera: MapCamera | undefined
  /** Percentiles of the figures, 0 to 100. */
  readonly percents: readonly number[]
  /** The figure that `share` counts against, in the reading's unit; undefined for none. */
  readonly limit: number | undefined
  /** At least as long as the map; overwritten. */
  readonly scratch: Float32Array
}

/** What one pass over the values of a region finds. */
interface Gathered {
  /** Those that are depth. */
  readonly values: Float32Array
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Of the value that is nearest. */
  readonly nearestIndex: number
  /** Where the middle of the values is, in values of the map. */
  readonly middle: { readonly x: number; readonly y: number }
  /** How many are nearer than the limit. */
  readonly nearer: number
}

const nearPercent = 5

/** The figures of one region: one pass over its values, and a selection among those that are depth. */
export function measureRegion(
  map: DepthMap,
  raster: Raster,
  options: RegionOptions,
): RegionFigures {
  const { reading, camera, percents, limit } = options
  if (raster.count === 0) return noFigures(reading.unit, 'outside')
  const gathered = gather(map, raster, options)
  const { values, nearestIndex, middle, nearer } = gathered
  const { length } = values
  if (length === 0) return noFigures(reading.unit, 'no value')
  const { figureOf, isRising, unit } = reading
  const ends = [figureOf(gathered.min), figureOf(gathered.max)] as const
  const wanted = [50, unit === 'm' ? nearPercent : 100 - nearPercent, ...percents]
  const [median = NaN, near = NaN, ...others] = percentilesOf(
    values,
    wanted.map((percent) => (isRising ? percent : 100 - percent)),
  ).map(figureOf)
  return {
    unit,
    median,
    mean: figureOf(gathered.sum / length),
    min: Math.min(...ends),
    max: Math.max(...ends),
    near,
    percentiles: Object.fromEntries(percents.map((percent, at) => [percent, others[at] ?? NaN])),
    share: limit === undefined ? null : nearer / length,
    nearest: nearestPoint(map, nearestIndex, options),
    position: camera === undefined ? null : positionAt(middle, median, camera),
    change: null,
    coverage: length / raster.count,
  }
}

function gather(
  { data, width }: DepthMap,
  { runs }: Raster,
  { reading, limit, scratch }: RegionOptions,
): Gathered {
  const { unit, isRising, figureOf, isNearer } = reading
  const nearIsLarge = unit === 'm' ? false : isRising
  let count = 0
  let nearer = 0
  let sum = 0
  let sumX = 0
  let sumY = 0
  let min = Infinity
  let max = -Infinity
  let minIndex = 0
  let maxIndex = 0
  for (let run = 0; run < runs.length; run += 2) {
    const start = runs[run] ?? 0
    const end = runs[run + 1] ?? 0
    const row = Math.floor(start / width)
    const before = count
    for (let i = start; i < end; i++) {
      const value = data[i] ?? NaN
      if (!isDepth(value, unit)) continue
      scratch[count++] = value
      sum += value
      sumX += i
      if (value < min) {
        min = value
        minIndex = i
      }
      if (value > max) {
        max = value
        maxIndex = i
      }
      if (limit !== undefined && isNearer(figureOf(value), limit)) nearer++
    }
    sumX -= (count - before) * row * width
    sumY += (count - before) * row
  }
  return {
    values: scratch.subarray(0, count),
    sum,
    min,
    max,
    nearestIndex: nearIsLarge ? maxIndex : minIndex,
    middle: { x: sumX / count + 0.5, y: sumY / count + 0.5 },
    nearer,
  }
}

/** Percentiles as numpy computes them; `values` are overwritten. */
function percentilesOf(values: Float32Array, percents: readonly number[]): number[] {
  const places = percents.map((percent) => percentileRanks(percent, values.length))
  const ranks = [...new Set(places.flatMap(({ lower, upper }) => [lower, upper]))]
  ranks.sort((a, b) => a - b)
  const found = orderStatistics(values, ranks)
  const at = new Map(ranks.map((rank, index) => [rank, found[index] ?? NaN]))
  return places.map(({ lower, upper, part }) => {
    const [from, to] = [at.get(lower) ?? NaN, at.get(upper) ?? NaN]
    return from + (to - from) * part
  })
}

function nearestPoint(
  { data, width, height }: DepthMap,
  index: number,
  { reading, camera }: RegionOptions,
): NearestPoint {
  const column = (index % width) + 0.5
  const row = Math.floor(index / width) + 0.5
  const value = reading.figureOf(data[index] ?? NaN)
  return {
    x: column / width,
    y: row / height,
    value,
    ...(camera === undefined ? {} : { position: positionAt({ x: column, y: row }, value, camera) }),
  }
}

function positionAt(
  { x, y }: { readonly x: number; readonly y: number },
  z: number,
  { focalLength, center }: MapCamera,
): Position {
  return {
    x: ((x - center.x) * z) / focalLength.x,
    y: ((y - center.y) * z) / focalLength.y,
    z,
  }
}
