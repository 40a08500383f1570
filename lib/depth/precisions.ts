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
  const partOf = Uint8Array.from(x.subarray(0, count), (value) => {
    let part = 0
    while (value >= (edges[part] ?? Infinity)) part++
    return part
  })
  const offsets = Array.from({ length: parts }, (): number[] => [])
  for (let i = 0; i < count; i++) {
    offsets[partOf[i] ?? 0]?.push((y[i] ?? NaN) - slope * (x[i] ?? NaN) - offset)
  }
  // The middle of a part may be off the line: that is no noise.
  const variances = offsets.map((part) => {
    const middle = median(Float64Array.from(part))
    const distances = Float64Array.from(part, (value) => Math.abs(value - middle))
    return (part.length === 0 ? 0 : median(distances)) ** 2 + least ** 2
  })
  return Float64Array.from(partOf, (part) => 1 / (variances[part] ?? NaN))
}
