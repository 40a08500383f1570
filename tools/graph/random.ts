/**
 * Numbers evenly spread over [low, high), the same on every machine for one seed and name.
 * Each tensor draws from a separate stream, so that the order of tensors does not matter.
 */
export function uniform(
  seed: number,
  name: string,
  count: number,
  low: number,
  high: number,
): Float32Array {
  const values = new Float32Array(count)
  const range = (high - low) / 2 ** 32
  let state = hash(name, seed)
  for (let i = 0; i < count; i++) {
    // A Weyl sequence whose terms are mixed by Murmur3's finalizer: every state is a good one.
    state = (state + 0x9e3779b9) | 0
    values[i] = low + (mixed(state) >>> 0) * range
  }
  return values
}

/** FNV-1a over the characters, begun with the seed. */
function hash(text: string, seed: number): number {
  let state = (0x811c9dc5 ^ mixed(seed)) | 0
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return mixed(state)
}

/** A whole number of 32 bits whose bits all depend on all bits of another one. */
export function mixed(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}
