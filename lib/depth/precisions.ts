import { median } from './median'
import type { Line, Pairs } from './starting-line'

/** The pairs are looked at in so many parts, by their `x`: at most, and with so many pairs in each. */
const mostParts = 16
const fewestInPart = 32
/** Noise is told apart down to this part of the range of `y`. */
const finest = 1e-3

/**
 * How much each pair tells about a line: 1 over the variance of the pairs with a similar `x`, from the
 * median of their distances. What is far away hardly flickers, and what is near flickers most: if both
 * counted the same, the noise of near values would move the far ones.
 */
export function precisions({ slope, offset }: Line, { x, y, count }: Pairs): Float64Array {
  const sorted = x.slice(0, count).sort()
  const at = (share: number) => sorted[Math.floor(share * (count - 1))] ?? NaN
  const least = finest * slope * (at(0.99) - at(0.01))
  const parts = Math.max(1, Math.min(mostParts, Math.floor(count / fewestInPart)))
  const edges = Array.from({ length: parts - 1 }, (_, part) => at((part + 1) / parts))
  const partOf = new Uint8Array(count)
  const residuals = Array.from({ length: parts }, () => new Float64Array(count))
  const sizes = new Uint32Array(parts)
  for (let i = 0; i < count; i++) {
    const value = x[i] ?? NaN
    let part = 0
    while (value >= (edges[part] ?? Infinity)) part++
    partOf[i] = part
    const size = sizes[part] ?? 0
    const own = residuals[part]
    if (own !== undefined) own[size] = (y[i] ?? NaN) - slope * value - offset
    sizes[part] = size + 1
  }
  const weights = residuals.map(
    (own, part) => 1 / (spreadOf(own, sizes[part] ?? 0) ** 2 + least ** 2),
  )
  const precise = new Float64Array(count)
  for (let i = 0; i < count; i++) precise[i] = weights[partOf[i] ?? 0] ?? NaN
  return precise
}

/** The median distance from the middle, which may be off the line: that is no noise. */
function spreadOf(values: Float64Array, count: number): number {
  if (count === 0) return 0
  const middle = median(values, count)
  for (let i = 0; i < count; i++) values[i] = Math.abs((values[i] ?? NaN) - middle)
  return median(values, count)
}
