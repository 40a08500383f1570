import type { ModelInput } from '../../models/descriptor'

type Statistics = Pick<ModelInput, 'mean' | 'std'>

/** What one value of a pixel becomes, for each channel and each of the 256 values. */
export type LookUp = readonly [Values, Values, Values]
type Values = ArrayLike<number>

/**
 * Turns pixels into the model's input: (value / 255 - mean) / std per channel, one plane per channel
 * (HWC to CHW), as the official code does. Folded into one multiplication and one addition per
 * value: 1.9 ms at 924x518, against 3.0 ms with tables of the 256 values.
 *
 * @param pixels `count * 3` bytes R, G, B
 * @param target `count * 3` floats, written
 */
export function normalize(
  pixels: Uint8Array,
  { mean, std }: Statistics,
  target: Float32Array,
): void {
  const count = pixels.length / 3
  const [red, green, blue] = [1 / (255 * std[0]), 1 / (255 * std[1]), 1 / (255 * std[2])]
  const [redZero, greenZero, blueZero] = [-mean[0] / std[0], -mean[1] / std[1], -mean[2] / std[2]]
  const greenAt = count
  const blueAt = 2 * count
  for (let i = 0, from = 0; i < count; i++, from += 3) {
    target[i] = (pixels[from] ?? 0) * red + redZero
    target[greenAt + i] = (pixels[from + 1] ?? 0) * green + greenZero
    target[blueAt + i] = (pixels[from + 2] ?? 0) * blue + blueZero
  }
}

/** The same for each of the 256 values of a channel, as numbers. */
export function normalizedValues({ mean, std }: Statistics, channel: 0 | 1 | 2): Float32Array {
  const values = Array.from({ length: 256 }, (_, value) => value)
  return Float32Array.from(values, (value) => (value / 255 - mean[channel]) / std[channel])
}

/**
 * Writes what each value of the pixels becomes, in one plane per channel or with the channels last.
 *
 * @param pixels `count * 3` bytes R, G, B
 * @param target `count * 3` elements, written
 */
export function lookUp(
  pixels: Uint8Array,
  tables: LookUp,
  layout: 'nchw' | 'nhwc',
  target: Record<number, number>,
): void {
  const count = pixels.length / 3
  const [step, plane] = layout === 'nchw' ? [1, count] : [3, 1]
  for (const [channel, table] of tables.entries()) {
    let to = channel * plane
    for (let from = channel; from < pixels.length; from += 3, to += step) {
      target[to] = table[pixels[from] ?? 0] ?? 0
    }
  }
}
