/**
 * Spearman's rank correlation of two samples of the same length: 1 where one orders as the other
 * does, 0 where they have nothing to do with each other.
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return correlation(ranks(a), ranks(b))
}

/** The rank of each value; equal values share the mean of their ranks. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i)
  order.sort((i, j) => (values[i] ?? NaN) - (values[j] ?? NaN))
  const ranked = new Float64Array(values.length)
  for (let first = 0; first < order.length;) {
    const value = values[order[first] ?? 0]
    let end = first
    while (end < order.length && values[order[end] ?? 0] === value) end++
    for (const index of order.subarray(first, end)) ranked[index] = (first + end - 1) / 2
    first = end
  }
  return ranked
}

/** Pearson's correlation. */
function correlation(a: Float64Array, b: Float64Array): number {
  const meanA = mean(a)
  const meanB = mean(b)
  let both = 0
  let squaresA = 0
  let squaresB = 0
  a.forEach((value, i) => {
    const offA = value - meanA
    const offB = (b[i] ?? NaN) - meanB
    both += offA * offB
    squaresA += offA * offA
    squaresB += offB * offB
  })
  return both / Math.sqrt(squaresA * squaresB)
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
