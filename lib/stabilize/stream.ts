import type { Alignment, Freedom } from '../depth/alignment'
import type { DepthRange } from '../frames/depth-frame'
import type { Size } from '../frames/image-frame'
import type { FilteredPixels } from './filter-pixels'

/** The scale and shift that frames are fitted to, as the depth at a few thousand places. */
export interface Anchor {
  readonly id: string
  readonly values: Float32Array
}

/** How much the depth of still places changes from one frame to the next, as a part of the range. */
export interface Flicker {
  readonly before: number
  readonly after: number
}

/** Images in the cells of a grid, 0 to 255. */
export interface StreamImage {
  /** That of the last frame. */
  readonly last: Float32Array
  /** That to which the anchor belongs. */
  readonly anchored: Float32Array
  /** For how many frames a cell that differs from `anchored` has not moved. */
  readonly stillFor: Uint8Array
}

/** What is known from the frames so far of one key. Its arrays travel to the thread and back. */
export interface Stream {
  readonly anchor: Anchor
  /** How many values are in each one of the anchor. */
  readonly counts: Float32Array
  readonly pixels: FilteredPixels
  /** Undefined until a frame has an image. */
  readonly image: StreamImage | undefined
  /** The depth of the last frame at the places of the anchor, as it came and as it left. */
  readonly raw: Float32Array
  readonly steady: Float32Array
  /** How many frames were fitted to the anchor. */
  readonly frames: number
  readonly alignment: Alignment
  /** The alignment is that of a frame before, as the last frame could not be fitted. */
  readonly isHeld: boolean
  /** For how many frames too little of the image was that of the anchor. */
  readonly lostFor: number
  readonly range: DepthRange
  /** Undefined until there are two frames. */
  readonly flicker: Flicker | undefined
}

/** Where the anchor is another one than that of the frame before: why. */
export type NewAnchor = 'first' | 'restored' | 'cut' | 'lost'

/** A depth map to stabilize. */
export interface StabilizeJob extends Size {
  /** Replaced by the steady values. */
  readonly data: Float32Array
  readonly freedom: Freedom
  /** The image in the cells of `gridFor(job)`, 0 to 255; undefined where there is none. */
  readonly image: Uint8Array | undefined
  /** Undefined for the first frame. */
  readonly stream: Stream | undefined
  /** The anchor of an earlier run. */
  readonly saved: Anchor | undefined
}

export interface Stabilized {
  readonly range: DepthRange
  /** Of the next frame; its arrays are those of the job's stream. */
  readonly stream: Stream | undefined
  /** Undefined where the map is constant or has no values: such a map passes as it is. */
  readonly anchor: string | undefined
  readonly newAnchor: NewAnchor | undefined
}
