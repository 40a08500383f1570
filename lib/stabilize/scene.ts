import { valuesAt, type Freedom } from '../depth/alignment'
import { samplePositions } from '../depth/sample-positions'
import { cellOf, gridFor, type Grid } from './grid'
import type { StabilizeJob } from './stream'

/** One frame as it is compared with those before it. */
export interface Scene {
  readonly grid: Grid
  readonly freedom: Freedom
  /** The places in the map at which its depth is compared, and the cell that each lies in. */
  readonly positions: Uint32Array
  readonly cells: Uint32Array
  /** The depth there, as it came. */
  readonly raw: Float32Array
  /** The image in cells, 0 to 255; undefined where there is none. */
  readonly image: Float32Array | undefined
}

export function sceneOf(job: StabilizeJob): Scene {
  const positions = samplePositions(job.data.length)
  const grid = gridFor(job)
  return {
    grid,
    freedom: job.freedom,
    positions,
    cells: positions.map((position) => cellOf(position, job.width, grid)),
    raw: valuesAt(job.data, positions),
    image: job.image === undefined ? undefined : Float32Array.from(job.image),
  }
}
