import { assumedFieldOfView, mapCamera, type MapCamera } from '../../lib/depth/geometry/camera'
import { distances } from '../../lib/depth/geometry/distances'
import { surfaceMask } from '../../lib/depth/geometry/edges'
import { backProject, type Points } from '../../lib/depth/geometry/points'
import type { Translate } from '../translate'
import type { ViewSummary } from './api'
import type { ShownDepth } from './shown-depth'

/** A point cloud to be drawn. */
export interface Cloud extends Points {
  /** R, G, B of each point. */
  readonly colors: Uint8Array
  readonly camera: MapCamera
  /** Height of the depth map. */
  readonly rows: number
}

/** The points that a frame's depth map sees, in the colors of its image, without those at edges. */
export function cloudOf(
  { image, camera }: ViewSummary,
  bitmap: ImageBitmap,
  { values, summary }: ShownDepth,
): Cloud {
  const shownBy = mapCamera(camera, image, summary)
  const far = distances(values, summary.kind, summary.range)
  const points = backProject(far, summary, shownBy, surfaceMask(far, summary))
  const pixels = pixelsOf(bitmap, summary.width, summary.height)
  const colors = new Uint8Array(3 * points.indices.length)
  points.indices.forEach((index, point) => {
    colors.set(pixels.subarray(4 * index, 4 * index + 3), 3 * point)
  })
  return { ...points, colors, camera: shownBy, rows: summary.height }
}

/** What people have to know of a point cloud: whether it is to scale, and what was assumed. */
export function cloudNote({ camera, depth }: ViewSummary, translate: Translate): string {
  const scale = depth?.kind === 'metric' ? 'toScale' : 'notToScale'
  const notes = [translate(`depth-view.points.${scale}`)]
  if (camera === undefined) {
    notes.push(translate('depth-view.points.assumed', { degrees: assumedFieldOfView }))
  }
  return notes.join(' ')
}

function pixelsOf(bitmap: ImageBitmap, width: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  context?.drawImage(bitmap, 0, 0, width, height)
  return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
}
