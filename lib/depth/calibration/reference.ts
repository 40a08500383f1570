import type { DepthFrame } from '../../frames/depth-frame'
import { sortedValues, type RelativeBox } from '../../frames/depth-region'
import type { Size } from '../../frames/image-frame'
import { bounds, type Shape } from '../geometry/shape'
import { median } from '../median'
import type { Spread } from './calibrate'
import { originOf, type Origin } from './origin'

/** What a frame showed at a reference when it was placed. */
export interface Sighting extends Spread {
  /** The median depth there; null where there is none. */
  readonly depth: number | null
  /** Of how many frames `depth` is the median; absent: of one. */
  readonly frames?: number
  readonly origin: Origin
}

/** A point or region of known distance. */
export interface Reference {
  readonly shape: Shape
  /** Above 0. */
  readonly meters: number
  /** Absent where no frame was there to place it on. */
  readonly seen?: Sighting
}

export const farthestReference = 10_000
/** For each key; more make the fit slow and nothing better. */
export const mostReferences = 32

/** A point stands for a square of this part of the image. */
const pointSide = 0.02

/** The distance that somebody wrote, with a decimal point or comma; undefined where it is none. */
export function metersOf(value: unknown): number | undefined {
  const text = typeof value === 'string' ? value.trim().replace(',', '.') : value
  if (text === '' || (typeof text !== 'string' && typeof text !== 'number')) return undefined
  const meters = Number(text)
  return meters > 0 && meters <= farthestReference ? meters : undefined
}

/** The median depth at a reference, NaN where there is none. */
export function depthAt(data: Float32Array, size: Size, shape: Shape): number {
  const values = sortedValues(data, size, boxOf(shape))
  return values[values.length >> 1] ?? NaN
}

/** What a frame shows at a reference. */
export function sightingOf(
  frame: Origin & Size & Pick<DepthFrame, 'data'>,
  shape: Shape,
  spread: Spread,
): Sighting {
  const depth = depthAt(frame.data, frame, shape)
  return { depth: Number.isFinite(depth) ? depth : null, ...spread, origin: originOf(frame) }
}

/**
 * What several frames show at a reference: the median of their depth, which noise moves less.
 *
 * @param depths the values of frames of one origin and size, at least one
 */
export function sightingOfSeveral(
  frame: Origin & Size,
  depths: readonly Float32Array[],
  shape: Shape,
): Sighting {
  const [data = new Float32Array()] = depths
  const seen = sightingOf({ ...frame, data }, shape, spreadOf(data))
  const found = depths.map((values) => depthAt(values, frame, shape)).filter(Number.isFinite)
  return found.length < 2
    ? seen
    : { ...seen, depth: median(Float64Array.from(found)), frames: found.length }
}

/** Values are looked at in steps, so that this takes a tenth of a millisecond. */
const looked = 4096

/** Where most of the values of a depth map lie; NaN where none is finite. */
export function spreadOf(data: Float32Array): Spread {
  const step = Math.max(1, Math.floor(data.length / looked))
  const values = Float32Array.from({ length: Math.floor(data.length / step) }, (_, at) => {
    return data[at * step] ?? NaN
  })
  const sorted = values.filter(Number.isFinite).sort()
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? NaN
  return { low: at(0.01), high: at(0.99) }
}

function boxOf(shape: Shape): RelativeBox {
  if (shape.kind !== 'point') return bounds(shape)
  const { x, y } = bounds(shape)
  const side = (middle: number) => {
    const from = Math.max(0, middle - pointSide / 2)
    return { from, length: Math.min(1, middle + pointSide / 2) - from }
  }
  const [across, down] = [side(x), side(y)]
  return { x: across.from, y: down.from, width: across.length, height: down.length }
}
