import type { Point } from '../../lib/depth/geometry/shape'
import type { ColorMapName } from '../../lib/render/color-maps'
import type { Translate } from '../translate'
import { viewApi, type ViewSummary } from './api'
import { ShownDepth } from './shown-depth'

const largestWidth = 4096

/** One frame as it has been fetched. */
export interface Fetched {
  readonly summary: ViewSummary
  /** The depth map, where there is no image. */
  readonly image: ImageBitmap
  readonly depth: ShownDepth | undefined
}

/** Fetches the image of a frame in full size, and the values of its depth. */
export async function fetchFrame(
  summary: ViewSummary,
  colorMap: ColorMapName,
  translate: Translate,
): Promise<Fetched> {
  const { image, depth, hasImage } = summary
  const width = Math.min(image.width, largestWidth)
  const [blob, values] = await Promise.all([
    viewApi.image(summary, hasImage ? 'image' : 'depth', width, colorMap),
    depth === undefined ? undefined : viewApi.values(summary),
  ])
  const isDepth = depth !== undefined && values !== undefined
  return {
    summary,
    image: await createImageBitmap(blob),
    depth: isDepth ? new ShownDepth(values, depth, translate) : undefined,
  }
}

/** What is at a point of a frame, for people: its depth, and the pixel. */
export function textAt({ summary, depth }: Fetched, point: Point, translate: Translate): string {
  const x = Math.min(Math.floor(point.x * summary.image.width), summary.image.width - 1)
  const y = Math.min(Math.floor(point.y * summary.image.height), summary.image.height - 1)
  const place = translate('depth-view.value.place', { x, y })
  return depth === undefined ? place : `${depth.text(depth.at(point))} ${place}`
}
