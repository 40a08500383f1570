import type { Size } from './image-frame'

/** A part of an image, in pixels of the upright image, from its top left corner. */
export interface Crop extends Size {
  readonly left: number
  readonly top: number
}

/** The part of an image that a frame shows. */
export interface AppliedCrop extends Crop {
  /** Size of the whole image, upright. */
  readonly of: Size
}
