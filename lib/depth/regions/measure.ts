import { depthKinds, type DepthKind } from '../../frames/depth-kinds'
import type { DepthRange } from '../../frames/depth-frame'
import type { Size } from '../../frames/image-frame'
import type { MapCamera } from '../geometry/camera'
import type { Shape } from '../geometry/shape'
import { changes, type EmptyMap } from './change'
import { noFigures, type RegionFigures } from './figures'
import { measureRegion } from './measure-region'
import { Rasters, wholeRaster } from './raster'
import { readingOf, type FigureUnit } from './reading'

/** What is measured in one depth map. Plain data, since it crosses to a thread. */
export interface MeasureJob extends Size {
  /** Row by row from the top. */
  readonly data: Float32Array
  readonly kind: DepthKind
  readonly range: DepthRange
  readonly shapes: readonly Shape[]
  /** Whether the whole map is measured too. */
  readonly whole: boolean
  readonly percents: readonly number[]
  /** What `share` counts against; a limit of the other unit is left out. */
  readonly limit: { readonly value: number; readonly unit: FigureUnit } | undefined
  /** For positions, which only metric depth has. */
  readonly camera: MapCamera | undefined
  readonly empty: EmptyMap | undefined
}

export interface Measurements {
  /** Of each shape. */
  readonly figures: readonly RegionFigures[]
  readonly whole: RegionFigures | undefined
}

/** What is measured in a depth map that says nothing. */
export function noMeasurements(
  { shapes, whole }: Pick<MeasureJob, 'shapes' | 'whole'>,
  nothing: RegionFigures,
): Measurements {
  return { figures: shapes.map(() => nothing), whole: whole ? nothing : undefined }
}

/** Measures the regions of depth maps. What it keeps is used for the next map. */
export class Measurer {
  readonly #rasters = new Rasters()
  #scratch = new Float32Array()

  measure(job: MeasureJob): Measurements {
    const { data, kind, range, shapes, percents, limit, camera, empty } = job
    const { unit, nearIsLarge } = depthKinds[kind]
    const reading = readingOf({ unit, nearIsLarge, range })
    if (reading === undefined) return noMeasurements(job, noFigures('nearness', 'constant'))
    if (this.#scratch.length < data.length) this.#scratch = new Float32Array(data.length)
    const options = {
      reading,
      camera: unit === 'm' ? camera : undefined,
      percents,
      limit: limit?.unit === reading.unit ? limit.value : undefined,
      scratch: this.#scratch,
    }
    const rasters = shapes.map((shape) => this.#rasters.of(shape, job))
    const figures = rasters.map((raster) => measureRegion(job, raster, options))
    const change = empty && changes({ data, unit, nearIsLarge }, empty, rasters, options.scratch)
    return {
      figures: figures.map((found, at) => ({ ...found, change: change?.[at] ?? null })),
      whole: job.whole ? measureRegion(job, wholeRaster(job), options) : undefined,
    }
  }
}
