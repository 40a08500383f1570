import type { DepthRange } from '../frames/depth-frame'

/**
 * Which depth values the ends of the color map stand for: the smallest and largest of each frame,
 * two percentiles of each frame (so that a few outliers do not wash out the rest), or two fixed
 * values (so that colors of different frames can be compared): in the frame's own unit, or in meters,
 * which only metric depth has.
 */
export type RangeChoice =
  | { readonly mode: 'frame' }
  | { readonly mode: 'percentile'; readonly low: number; readonly high: number }
  | { readonly mode: 'fixed' | 'meters'; readonly min: number; readonly max: number }

/** The range that a choice gives for one frame, whose finite values span `finite`. */
export function chosenRange(
  data: Float32Array,
  choice: RangeChoice,
  finite: DepthRange,
): DepthRange {
  if (choice.mode === 'frame') return finite
  if (choice.mode !== 'percentile') return choice
  const [min = finite.min, max = finite.max] = percentiles(data, [choice.low, choice.high])
  return { min, max }
}

const bins = 65_536
const signBit = 0x8000_0000

/**
 * Percentiles (0 to 100) of the finite values: exactly the value at the nearest rank, without sorting.
 * The bits of a float, read as an integer, keep the order of the values once negative ones are
 * inverted, so that a histogram of the upper 16 bits finds the bin and a second one within it the value.
 * Two percentiles at 924x518 take 3.6 ms; sorting a copy (`Float32Array.sort`) takes 74 ms.
 *
 * @returns one value per percentile; empty when no value is finite
 */
export function percentiles(data: Float32Array, wanted: readonly number[]): number[] {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length)
  const upper = new Uint32Array(bins)
  let count = 0
  for (let i = 0; i < bits.length; i++) {
    if (!Number.isFinite(data[i])) continue
    const bin = orderOf(bits[i] ?? 0) >>> 16
    upper[bin] = (upper[bin] ?? 0) + 1
    count++
  }
  if (count === 0) return []
  return wanted.map((percent) => {
    const rank = Math.round((percent / 100) * (count - 1))
    const coarse = binOfRank(upper, rank)
    const fine = binOfRank(lowerHistogram(data, bits, coarse.bin), rank - coarse.before)
    return valueOf((coarse.bin << 16) | fine.bin)
  })
}

function lowerHistogram(data: Float32Array, bits: Uint32Array, upperBin: number): Uint32Array {
  const lower = new Uint32Array(bins)
  for (let i = 0; i < bits.length; i++) {
    const order = orderOf(bits[i] ?? 0)
    if (order >>> 16 !== upperBin || !Number.isFinite(data[i])) continue
    const bin = order & 0xffff
    lower[bin] = (lower[bin] ?? 0) + 1
  }
  return lower
}

function binOfRank(histogram: Uint32Array, rank: number): { bin: number; before: number } {
  let before = 0
  let bin = 0
  while (before + (histogram[bin] ?? 0) <= rank) before += histogram[bin++] ?? 0
  return { bin, before }
}

/** The bits of a float as a number that grows with the float. */
function orderOf(bits: number): number {
  return bits >= signBit ? ~bits >>> 0 : (bits | signBit) >>> 0
}

function valueOf(order: number): number {
  const unsigned = order >>> 0
  const bits = unsigned >= signBit ? unsigned ^ signBit : ~unsigned
  return new Float32Array(Uint32Array.of(bits >>> 0).buffer)[0] ?? NaN
}
