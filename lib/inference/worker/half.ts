/** Half-precision numbers, which Node.js has no array for before version 24: their bits in 16-bit ones. */

const smallestExponent = -14

/** The bits of the half nearest to a number. */
export function toHalf(value: number): number {
  const size = Math.abs(value)
  const sign = value < 0 ? 0x8000 : 0
  if (Number.isNaN(value)) return 0x7e00
  if (size === Infinity) return sign | 0x7c00
  const exponent = Math.max(Math.floor(Math.log2(size)), smallestExponent)
  const significand = Math.round(size / 2 ** (exponent - 10))
  // Up to 1023 it is a denormal number; 2048, which rounding may give, carries into the exponent.
  const biased = ((exponent - smallestExponent) << 10) + significand
  return sign | Math.min(biased, 0x7c00)
}

/** A half as a number. */
function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1024 + fraction) * 2 ** (exponent - 25)
}

let numbers: Float32Array | undefined

/** Halves, given as their bits, as single-precision numbers. */
export function fromHalves(halves: Uint16Array): Float32Array {
  numbers ??= Float32Array.from({ length: 0x10000 }, (_, bits) => fromHalf(bits))
  const table = numbers
  const result = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) result[i] = table[halves[i] ?? 0] ?? NaN
  return result
}
