import type { ColorMapName } from '../../lib/render/color-maps'
import type { DepthViewConfig } from '../../nodes/depth-view/config'
import type { DialogNode } from '../lists'
import type { ViewPart, ViewSummary } from './api'
import { viewWatch } from './watch'

/** A view depth node as the canvas holds it. */
export interface ViewNode extends DialogNode {
  readonly id: string
  readonly name: string
  /** Height of its box. */
  readonly h: number
  readonly show: DepthViewConfig['show']
  readonly width: number | string
  readonly colorMap: ColorMapName
}

/** The keys that somebody chose to see, by node; the newest frame is shown of all others. */
export const chosenKeys = new Map<string, string>()

/** The frame that a node shows. */
export function shownFrame(node: string): ViewSummary | undefined {
  const frames = viewWatch.framesOf(node)
  const chosen = chosenKeys.get(node)
  return frames.find(({ key }) => key === chosen) ?? frames.at(-1)
}

/** The parts of a frame that a node shows; an image without depth is shown whatever is set. */
export function shownParts({ show }: ViewNode, { depth }: ViewSummary): readonly ViewPart[] {
  if (depth === undefined || show === 'image') return ['image']
  return show === 'depth' ? ['depth'] : ['image', 'depth']
}
