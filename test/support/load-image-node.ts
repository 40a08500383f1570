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
    name: '',
    configVersion: 1,
    source: 'payload',
    sourceType: 'msg',
    outputProperty: 'payload',
    crop: false,
    cropLeft: 0,
    cropTop: 0,
    cropWidth: '',
    cropHeight: '',
    maxMegapixels: 100,
    maxMegabytes: 64,
    timeLimit: 10,
    wires,
    ...changes,
  }
}
