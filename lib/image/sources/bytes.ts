import { isAnyArrayBuffer, isUint8Array, isUint8ClampedArray } from 'node:util/types'

/**
 * Bytes as a Buffer, not copied where they are in memory already: an array buffer or a view of one,
 * of any realm (a function node has its own), a list of numbers, or what JSON made of a typed array.
 */
export function bytesOf(value: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (isAnyArrayBuffer(value)) return Buffer.from(value)
  const list = Array.isArray(value) ? (value as unknown[]) : numbered(value)
  // Unlike `every`, `findIndex` does not skip the holes of an array, of which there may be billions.
  const isList = list?.findIndex((element) => !isByte(element)) === -1
  return isList ? Buffer.from(list as number[]) : undefined
}

/** The same for pixels, where elements of other sizes are not what they seem. */
export function pixelBytesOf(value: unknown): Buffer | undefined {
  const isOther = ArrayBuffer.isView(value) && !isUint8Array(value) && !isUint8ClampedArray(value)
  return isOther ? undefined : bytesOf(bufferData(value))
}

/** A Buffer after JSON is an object `{ type: 'Buffer', data: [...] }`. */
function bufferData(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null
  return isObject && 'type' in value && value.type === 'Buffer' && 'data' in value
    ? value.data
    : value
}

/** A typed array after JSON is an object with the keys 0, 1, 2, ... */
function numbered(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null || !('0' in value) || !('1' in value)) {
    return undefined
  }
  return Object.values(value)
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255
}
