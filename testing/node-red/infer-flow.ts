import { loadFlow, type FlowNode, type NodeModule } from './node-red'
import { defaultConfig } from '../../nodes/depth-infer/config'
import depthInfer from '../../nodes/depth-infer/depth-infer'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'
import depthStore from '../../nodes/depth-store/depth-store'

/** An infer depth node as its dialog makes it, for a graph of a test's own. */
export function inferNode(
  id: string,
  model: string,
  wires: readonly (readonly string[])[],
  changes: Record<string, unknown> = {},
): FlowNode {
  return {
    id,
    type: 'depth-infer',
    ...defaultConfig,
    modelType: 'file',
    model,
    device: 'cpu',
    timeLimit: 20,
    wires,
    ...changes,
  }
}

/** What a flow of infer depth nodes needs. */
export const inferModules: readonly NodeModule[] = [depthInfer, depthLoadImage, depthStore]

/** Starts a flow of infer depth nodes and what a test wires to them. */
export function loadInferFlow(flow: readonly FlowNode[], settings: object = {}): Promise<void> {
  return loadFlow(inferModules, flow, settings)
}
