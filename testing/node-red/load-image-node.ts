import { defaultConfig } from '../../nodes/depth-load-image/config'
import type { FlowNode } from './node-red'

/** A load image node as its dialog makes it. */
export function loadImageNode(
  id: string,
  wires: readonly (readonly string[])[],
  changes: Record<string, unknown> = {},
): FlowNode {
  return {
    id,
    type: 'depth-load-image',
    ...defaultConfig,
    wires,
    ...changes,
  }
}
