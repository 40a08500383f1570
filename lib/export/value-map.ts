import type { Size } from '../frames/image-frame'

/** Depth values, row by row from the top; NaN or infinite where there is none. */
export interface ValueMap extends Size {
  readonly values: Float32Array<ArrayBuffer>
}

/** The bytes of numbers. All machines that run Node.js here are little endian. */
export function bytesOf(numbers: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}

/** Parts of a file, one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}
