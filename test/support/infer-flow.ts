import { loadFlow, type FlowNode, type NodeModule } from './node-red'
import depthInfer from '../../nodes/depth-infer/depth-infer'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'

/** A depth infer node as its dialog makes it, for a graph of a test's own. */
export function inferNode(
  id: string,
  model: string,
  wires: readonly (readonly string[])[],
  changes: Record<string, unknown> = {},
): FlowNode {
  return {
    id,
    type: 'depth-infer',
    configVersion: 1,
    store: '',
    modelType: 'file',
    model,
    precision: 'auto',
    device: 'cpu',
    deviceId: 0,
    fallback: true,
    sizing: '',
    size: '',
    queue: 'fifo',
    queueKey: 'topic',
    queueLimit: 10,
    timeLimit: 20,
    threads: 0,
    unloadAfter: 0,
    warmUp: false,
    download: false,
    tellDrops: false,
    property: 'payload',
    outputProperty: 'payload',
    wires,
    ...changes,
  }
}

/** What a flow of depth infer nodes needs. */
export const inferModules: readonly NodeModule[] = [depthInfer, depthLoadImage]

/** Starts a flow of depth infer nodes and what a test wires to them. */
export function loadInferFlow(flow: readonly FlowNode[], settings: object = {}): Promise<void> {
  return loadFlow(inferModules, flow, settings)
}
