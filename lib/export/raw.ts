import { bytesOf, joined, type ValueMap } from './value-map'

/** The values alone: float32, little endian, rows from the top. `msg.depth` has their size. */
export function encodeRaw({ values }: ValueMap): Uint8Array<ArrayBuffer> {
  return joined(bytesOf(values))
}
