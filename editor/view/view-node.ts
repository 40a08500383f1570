import type { ColorMapName } from '../../lib/render/color-maps'
import type { DepthViewConfig } from '../../nodes/depth-view/config'
import type { DialogNode } from '../lists'
import type { ViewPart, ViewSummary } from './api'

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

export function isView(node: EditorNode): node is ViewNode {
  return node.type === 'depth-view'
}

/** The parts of a frame that a node shows; whichever it lacks, the other is shown whatever is set. */
export function shownParts(
  { show }: ViewNode,
  { depth, hasImage }: ViewSummary,
): readonly ViewPart[] {
  if (!hasImage) return ['depth']
  if (depth === undefined || show === 'image') return ['image']
  return show === 'depth' ? ['depth'] : ['image', 'depth']
}
