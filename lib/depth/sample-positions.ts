/** So many samples fit a scale and shift to about a thousandth of the spread of values. */
const samples = 4096
/** Its multiples spread positions evenly over columns, where equal steps would fall into few of them. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/**
 * About 4,000 positions in a map, in ascending order: one in each of as many parts of equal length,
 * each time the same.
 *
 * @param mask one byte for each position: only those above 0 are taken. By default all.
 */
export function samplePositions(length: number, mask?: Uint8Array): Uint32Array {
  const allowed = mask === undefined ? undefined : allowedPositions(mask)
  const available = allowed?.length ?? length
  const positions = new Uint32Array(Math.min(samples, available))
  const step = available / positions.length
  for (let i = 0; i < positions.length; i++) {
    const place = Math.floor((i + ((i * goldenRatio) % 1)) * step)
    positions[i] = allowed === undefined ? place : (allowed[place] ?? 0)
  }
  return positions
}

function allowedPositions(mask: Uint8Array): Uint32Array {
  const positions = new Uint32Array(mask.length)
  let count = 0
  for (let i = 0; i < mask.length; i++) if ((mask[i] ?? 0) > 0) positions[count++] = i
  return positions.subarray(0, count)
}
