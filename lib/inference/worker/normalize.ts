import type { ModelInput } from '../../models/descriptor'

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
  { mean, std }: Pick<ModelInput, 'mean' | 'std'>,
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
