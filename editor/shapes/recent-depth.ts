import { difference } from '../../lib/depth/calibration/origin'
import type { ViewSummary } from '../view/api'

type Depth = NonNullable<ViewSummary['depth']>

/** More make the noise of their median hardly smaller, and what moves in the scene matter more. */
const mostFrames = 15

/** The depth values of a frame and of those that follow it, of one origin and size. */
export class RecentDepth {
  #first: Depth | undefined
  #values: readonly Float32Array[] = []

  /** Those of the frame, and of up to 14 after it. */
  get values(): readonly Float32Array[] {
    return this.#values
  }

  get isFull(): boolean {
    return this.#values.length === mostFrames
  }

  /** Begins with a frame; undefined: with none. */
  begin(first: Depth | undefined, values: Float32Array | undefined): void {
    this.#first = first
    this.#values = values === undefined ? [] : [values]
  }

  /** Adds a frame; returns whether it is of the same origin and size as the first. */
  add(depth: Depth, values: Float32Array): boolean {
    const first = this.#first
    if (first === undefined) return false
    const isAlike =
      first.width === depth.width &&
      first.height === depth.height &&
      difference(first.origin, depth.origin) === undefined
    if (isAlike && !this.isFull) this.#values = [...this.#values, values]
    return isAlike
  }
}
