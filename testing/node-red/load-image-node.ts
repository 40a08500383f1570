import assert from 'node:assert/strict'
import { isImageFrame, type ImageFrame } from '../../lib/frames/image-frame'
import type { FlowMessage } from '../../lib/node-red/message'
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

/** The ImageFrame in a property of a message. */
export function frameIn(msg: FlowMessage, property = 'payload'): ImageFrame {
  const frame = msg[property]
  assert.ok(isImageFrame(frame))
  return frame
}
