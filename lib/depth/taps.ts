/** For each place along a side of a target: the two of the source that it lies between. */
export interface Taps {
  readonly first: Int32Array
  readonly second: Int32Array
  /** Share of `second`, from 0 to below 1. */
  readonly share: Float64Array
}

/**
 * Where the values of a resized side come from: bilinear, with pixel centers at one half, as PyTorch's
 * `interpolate(mode="bilinear", align_corners=False)`.
 *
 * @param source length of the side
 * @param target length of the resized side
 */
export function tapsOf(source: number, target: number): Taps {
  const taps = {
    first: new Int32Array(target),
    second: new Int32Array(target),
    share: new Float64Array(target),
  }
  for (let i = 0; i < target; i++) {
    const position = Math.min(Math.max(((i + 0.5) * source) / target - 0.5, 0), source - 1)
    const first = Math.floor(position)
    taps.first[i] = first
    taps.second[i] = Math.min(first + 1, source - 1)
    taps.share[i] = position - first
  }
  return taps
}
