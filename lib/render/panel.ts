import type { Size } from '../frames/image-frame'

/** A column of an image under construction. */
export interface Panel extends Size {
  /** The whole image, four bytes a pixel (R, G, B, A). */
  readonly bytes: Uint8Array
  /** The same memory, one word a pixel. */
  readonly words: Uint32Array
  /** Pixels from one row to the next, and to the first one of this column. */
  readonly stride: number
  readonly left: number
}

/** The place of a pixel of a panel in the words of the whole image. */
export function placeOf({ stride, left }: Panel, x: number, y: number): number {
  return y * stride + left + x
}
