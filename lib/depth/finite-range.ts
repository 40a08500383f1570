import type { DepthRange } from '../frames/depth-frame'

/** How many values of a depth map are finite. */
export function countFinite(data: Float32Array): number {
  let count = 0
  // What is infinite or NaN, less itself, is NaN.
  for (const value of data) if (value - value === 0) count++
  return count
}

/**
 * Smallest and largest finite value of a depth map; `{ min: 0, max: 0 }` if there are none.
 *
 * Takes two values at a time, each with its own minimum and maximum, so that no comparison waits for
 * the one before it: 0.3 ms at 924x518, against 1.0 ms for one value at a time and 2.0 ms for
 * `for…of`. Comparisons with NaN are false; maps with infinite values are rare enough for a second
 * pass.
 */
export function finiteRange(data: Float32Array): DepthRange {
  let evenMin = Infinity
  let evenMax = -Infinity
  let oddMin = Infinity
  let oddMax = -Infinity
  for (let i = 0; i < data.length; i += 2) {
    const even = data[i] ?? NaN
    const odd = data[i + 1] ?? NaN
    if (even < evenMin) evenMin = even
    if (even > evenMax) evenMax = even
    if (odd < oddMin) oddMin = odd
    if (odd > oddMax) oddMax = odd
  }
  const min = Math.min(evenMin, oddMin)
  const max = Math.max(evenMax, oddMax)
  if (Number.isFinite(min) && Number.isFinite(max)) return { min, max }
  const finite = data.filter(Number.isFinite)
  return finite.length === 0 ? { min: 0, max: 0 } : finiteRange(finite)
}
