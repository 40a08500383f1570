import type { Alignment } from '../depth/alignment'
import type { Size } from '../frames/image-frame'
import type { Grid } from './grid'

/** What the filter keeps of each pixel. */
export interface FilteredPixels {
  /** The filtered value. */
  readonly values: Float32Array
  /** The mean distance of a frame's value from the filtered one. */
  readonly noise: Float32Array
  /** How many values are in the filtered one, at most `longest`; 0: there is none. */
  readonly ages: Uint8Array
  /** 1 where the last value was farther off than noise, below; 2 above. */
  readonly leaps: Uint8Array
}

export function unfilteredPixels(length: number): FilteredPixels {
  return {
    values: new Float32Array(length),
    noise: new Float32Array(length),
    ages: new Uint8Array(length),
    leaps: new Uint8Array(length),
  }
}

/** The filter is a mean of this many values: where nothing moves, that takes away three quarters of the noise. */
const longest = 12
/** The noise of a pixel is a mean of so many distances. */
const noiseMemory = 10
/** What counts as noise: so many times a pixel's mean distance, and of the fit's standard deviation. */
const timesOwnNoise = 3
const commonNoise = 2

/** The map to filter, and what is known about its frame. */
export interface FilterJob extends Size {
  /** Replaced by the filtered values. */
  readonly data: Float32Array
  readonly alignment: Alignment
  /** How many there were before. */
  readonly frames: number
  /** Of aligned values from the anchor. */
  readonly deviation: number
  readonly grid: Grid
  /** 1 for each cell in which the image moved; absent without an image. */
  readonly moving: Uint8Array | undefined
}

/**
 * Aligns each value and takes the mean with those before it. Where the image moves, the new value
 * counts alone. Where a value leaps and the image says nothing, it counts alone from the second frame
 * on that it is off to the same side; up to there it counts as much as noise may. What is not finite is
 * passed on and forgotten.
 */
export function filterPixels(job: FilterJob, pixels: FilteredPixels): void {
  const { data, width, height, grid, moving } = job
  const { scale, shift } = job.alignment
  for (let i = 0; i < data.length; i++) data[i] = scale * (data[i] ?? NaN) + shift
  const still = {
    ...pixels,
    data,
    learning: 1 / Math.min(job.frames + 1, noiseMemory),
    tolerated: commonNoise * job.deviation,
  }
  for (let row = 0; row < height; row++) {
    const cells = Math.floor(row / grid.cell) * grid.width
    for (let column = 0; column < grid.width; column++) {
      const from = row * width + column * grid.cell
      const end = Math.min(from + grid.cell, (row + 1) * width)
      if (moving?.[cells + column] === 1) restart(data, pixels, from, end)
      else filterStill(still, from, end)
    }
  }
}

function restart(
  data: Float32Array,
  { values, ages, leaps }: FilteredPixels,
  from: number,
  end: number,
): void {
  for (let i = from; i < end; i++) {
    const value = data[i] ?? NaN
    values[i] = value
    ages[i] = Number.isFinite(value) ? 1 : 0
    leaps[i] = 0
  }
}

interface StillPixels extends FilteredPixels {
  readonly data: Float32Array
  /** The share of a frame in the mean noise. */
  readonly learning: number
  /** What counts as noise everywhere. */
  readonly tolerated: number
}

function filterStill(still: StillPixels, from: number, end: number): void {
  const { data, values, noise, ages, leaps, learning, tolerated } = still
  for (let i = from; i < end; i++) {
    const value = data[i] ?? NaN
    const off = value - (values[i] ?? 0)
    const distance = Math.abs(off)
    const ownNoise = noise[i] ?? 0
    const limit = timesOwnNoise * ownNoise + tolerated
    const isLeap = distance > limit
    const side = isLeap ? (off > 0 ? 2 : 1) : 0
    const age = ages[i] ?? 0
    if (age === 0 || !(distance < Infinity) || (isLeap && leaps[i] === side)) {
      restart(data, still, i, i + 1)
      continue
    }
    const count = age < longest ? age + 1 : longest
    const mean = (values[i] ?? 0) + (isLeap ? (off > 0 ? limit : -limit) : off) / count
    values[i] = mean
    data[i] = mean
    ages[i] = count
    leaps[i] = side
    noise[i] =
      ownNoise + learning * ((isLeap && distance > 2 * limit ? 2 * limit : distance) - ownNoise)
  }
}
