/**
 * The median of the first `count` values, without sorting them (Hoare's selection): the mean of the
 * middle two where `count` is even, NaN where it is 0.
 *
 * @param values finite; their order changes
 */
export function median(values: Float64Array, count = values.length): number {
  if (count === 0) return NaN
  const middle = count >> 1
  const upper = select(values, count, middle)
  if (count % 2 === 1) return upper
  let lower = -Infinity
  for (let i = 0; i < middle; i++) lower = Math.max(lower, values[i] ?? NaN)
  return (lower + upper) / 2
}

/** Moves the values up to the one of that rank to the front, and returns it. */
function select(values: Float64Array, count: number, rank: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? NaN
    let left = low
    let right = high
    while (left <= right) {
      while ((values[left] ?? NaN) < pivot) left++
      while ((values[right] ?? NaN) > pivot) right--
      if (left > right) break
      const swapped = values[left] ?? NaN
      values[left++] = values[right] ?? NaN
      values[right--] = swapped
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else break
  }
  return values[rank] ?? NaN
}
