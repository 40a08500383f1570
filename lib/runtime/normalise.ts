import type { ModelInput } from '../models/descriptor'

/**
 * Turns pixels into the model's input: (value / 255 - mean) / std per channel, channels apart
 * (HWC to CHW), as the official code does. There are only 256 values a channel, so each is looked
 * up.
 *
 * @param pixels `count * 3` bytes R, G, B
 * @param target `count * 3` floats, written
 */
export function normalise(
  pixels: Uint8Array,
  { mean, std }: Pick<ModelInput, 'mean' | 'std'>,
  target: Float32Array,
): void {
  const count = pixels.length / 3
  const [red, green, blue] = ([0, 1, 2] as const).map((channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean[channel]) / std[channel]),
  ) as [Float32Array, Float32Array, Float32Array]
  for (let i = 0, from = 0; i < count; i++, from += 3) {
    target[i] = red[pixels[from] ?? 0] ?? 0
    target[count + i] = green[pixels[from + 1] ?? 0] ?? 0
    target[2 * count + i] = blue[pixels[from + 2] ?? 0] ?? 0
  }
}
