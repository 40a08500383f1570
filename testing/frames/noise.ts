import { Random } from '../chaos/random'

/** Gaussian noise of standard deviation 1, the same for the same seed. */
export function noise(seed: number): () => number {
  const random = new Random(seed)
  const uniform = () => random.int(2 ** 32) / 2 ** 32
  // Box and Muller.
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
