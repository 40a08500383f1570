import type { MapCamera } from '../depth/geometry/camera'
import { distances } from '../depth/geometry/distances'
import { surfaceMask } from '../depth/geometry/edges'
import { backProject } from '../depth/geometry/points'
import type { DepthRange } from '../frames/depth-frame'
import type { DepthKind } from '../frames/depth-kinds'
import type { ValueMap } from './value-map'

/** Which points of a depth map make a point cloud. */
export interface CloudChoice {
  /** Every how many-th value of a row and column is taken, from 1. */
  readonly stride: number
  /** Points farther away are left out, in meters; of depth without a unit, none is. */
  readonly limit: number | undefined
  /** Leaves out what hangs in the air between near and far things. */
  readonly withoutEdges: boolean
}

/** What a point cloud is made from, besides the values. */
export interface CloudJob extends CloudChoice {
  readonly kind: DepthKind
  readonly range: DepthRange
  readonly camera: MapCamera
}

/** Points in space: x to the right, y down, z away from the camera (REP 103, optical frame). */
export interface Cloud {
  /** x, y, z of each point. */
  readonly positions: Float32Array
  /** R, G, B of each point; undefined where there was no image. */
  readonly colors: Uint8Array | undefined
  readonly isMetric: boolean
}

/** @param image R, G, B of each value; undefined without an image */
export function cloudOf(map: ValueMap, job: CloudJob, image: Uint8Array | undefined): Cloud {
  const isMetric = job.kind === 'metric'
  const away = distances(map.values, job.kind, job.range)
  const mask = job.withoutEdges ? surfaceMask(away, map) : finiteMask(away)
  const limit = isMetric ? (job.limit ?? Infinity) : Infinity
  for (let i = 0; i < mask.length; i++) {
    const isTaken =
      (i % map.width) % job.stride === 0 && Math.floor(i / map.width) % job.stride === 0
    if (!isTaken || !((away[i] ?? NaN) <= limit)) mask[i] = 0
  }
  const { positions, indices } = backProject(away, map, job.camera, mask)
  return { positions, colors: image && colorsOf(image, indices), isMetric }
}

function finiteMask(distances: Float32Array): Uint8Array {
  return Uint8Array.from(distances, (distance) => (Number.isFinite(distance) ? 1 : 0))
}

function colorsOf(image: Uint8Array, indices: Uint32Array): Uint8Array {
  const colors = new Uint8Array(3 * indices.length)
  for (let i = 0; i < indices.length; i++) {
    const from = 3 * (indices[i] ?? 0)
    colors.set(image.subarray(from, from + 3), 3 * i)
  }
  return colors
}
