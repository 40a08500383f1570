import type { DepthRange } from '../frames/depth-frame'

/**
 * Smallest and largest finite value of a depth map; `{ min: 0, max: 0 }` where there is none.
 *
 * Two values at a time, each with a minimum and a maximum of its own, so that a comparison does not
 * wait for the one before it: 0.3 ms at 924x518, where one after the other took 1.0 ms and `for…of`
 * 2.0 ms. A comparison with NaN is false; a map that holds an infinite value is rare enough for a
 * second look.
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
