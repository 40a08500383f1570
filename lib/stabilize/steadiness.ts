import type { DepthRange } from '../frames/depth-frame'
import type { Difference } from '../depth/compare-images'
import type { Scene } from './scene'
import type { Flicker, Stream } from './stream'

/** The rest is noise, or so small that colors are better spent elsewhere. */
const percentiles = { low: 0.01, high: 0.99 } as const
/** So slowly the steady range follows that of the frames. */
const rangeMemory = 10
/** The reported flicker is a mean of so many frames. */
const flickerMemory = 30

/** Between two percentiles of the finite values; `{ min: 0, max: 0 }` if there are none. */
export function percentileRange(values: Float32Array): DepthRange {
  const sorted = values.filter(Number.isFinite).sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return { min: at(percentiles.low), max: at(percentiles.high) }
}

/** The steady range after another frame. */
export function steadyRange(before: DepthRange, own: DepthRange): DepthRange {
  return {
    min: before.min + (own.min - before.min) / rangeMemory,
    max: before.max + (own.max - before.max) / rangeMemory,
  }
}

/**
 * The mean change since the last frame at places that did not move, as a part of the range of values:
 * of the frames as they came, and as they leave.
 */
export function flickerOf(
  { raw, steady, range, alignment, flicker }: Stream,
  scene: Scene,
  steadyNow: Float32Array,
  moved: Difference | undefined,
): Flicker | undefined {
  const size = range.max - range.min
  let [rawChange, steadyChange, count] = [0, 0, 0]
  for (let i = 0; i < raw.length; i++) {
    if (moved?.cells[scene.cells[i] ?? 0] === 1) continue
    const change = Math.abs((scene.raw[i] ?? NaN) - (raw[i] ?? NaN))
    const left = Math.abs((steadyNow[i] ?? NaN) - (steady[i] ?? NaN))
    if (!Number.isFinite(change) || !Number.isFinite(left)) continue
    rawChange += change
    steadyChange += left
    count++
  }
  if (count === 0 || size === 0) return flicker
  const before = (alignment.scale * rawChange) / count / size
  const after = steadyChange / count / size
  if (flicker === undefined) return { before, after }
  return {
    before: flicker.before + (before - flicker.before) / flickerMemory,
    after: flicker.after + (after - flicker.after) / flickerMemory,
  }
}
