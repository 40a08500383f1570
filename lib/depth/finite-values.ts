import type { DepthRange } from '../frames/depth-frame'

export interface FiniteValues {
  /** Smallest and largest finite value; `{ min: 0, max: 0 }` if there are none. */
  readonly range: DepthRange
  /** How many values are infinite or NaN. */
  readonly nonFinite: number
}

/** Even, so that only the last block can have a value without a partner. */
const blockLength = 4096

/**
 * The range of a depth map's finite values, and how many are not finite.
 *
 * Comparisons with NaN are false, and the sum shows whether there is a value that is not finite; maps
 * with such values are rare enough for a second pass. The blocks are there for V8: a loop
 * that runs once for each map enters its compiled code in the middle and leaves it at the end, each
 * time, and takes four times as long (1.6 ms instead of 0.4 at 518x518 in the client of the servers).
 */
export function finiteValues(data: Float32Array): FiniteValues {
  const seen = { min: Infinity, max: -Infinity, sum: 0 }
  for (let start = 0; start < data.length; start += blockLength) {
    takeBlock(seen, data, start, Math.min(start + blockLength, data.length))
  }
  const { min, max, sum } = seen
  if (Number.isFinite(sum) && data.length > 0) return { range: { min, max }, nonFinite: 0 }
  const finite = data.filter(Number.isFinite)
  const range = finite.length === 0 ? { min: 0, max: 0 } : finiteValues(finite).range
  return { range, nonFinite: data.length - finite.length }
}

/** Takes two values at a time, each with its own minimum, so that no comparison waits for the one before it. */
function takeBlock(
  seen: { min: number; max: number; sum: number },
  data: Float32Array,
  start: number,
  end: number,
): void {
  // An odd block's last value has no partner.
  const last = data[end - 1] ?? NaN
  let evenMin = last
  let evenMax = last
  let oddMin = last
  let oddMax = last
  let evenSum = last
  let oddSum = 0
  for (let i = start; i + 1 < end; i += 2) {
    const even = data[i] ?? NaN
    const odd = data[i + 1] ?? NaN
    if (even < evenMin) evenMin = even
    if (even > evenMax) evenMax = even
    if (odd < oddMin) oddMin = odd
    if (odd > oddMax) oddMax = odd
    evenSum += even
    oddSum += odd
  }
  seen.min = Math.min(seen.min, evenMin, oddMin)
  seen.max = Math.max(seen.max, evenMax, oddMax)
  seen.sum += evenSum + oddSum
}
