import {
  catching,
  helperNode,
  loadFlow,
  startNodeRed,
  stopNodeRed,
  unloadFlow,
  type FlowNode,
  type NodeModule,
} from './node-red'

/** To be called in a `describe`: Node-RED runs around its tests, and each test's flow ends with it. */
export function withNodeRed(): void {
  before(startNodeRed)
  afterEach(unloadFlow)
  after(stopNodeRed)
}

/** Deploys the node with some settings changed; `settings` is what settings.js would hold. */
export type StartNode = (changes?: Record<string, unknown>, settings?: object) => Promise<void>

/**
 * Sets up the tests of one node (to be called in a `describe`). The flow holds the node, a helper
 * node for each name in its `wires`, and a Catch node for `caught()`.
 */
export function nodeUnderTest(module: NodeModule, node: FlowNode): StartNode {
  withNodeRed()
  const outputs = (node.wires ?? []).flat().map(helperNode)
  return (changes = {}, settings = {}) =>
    loadFlow([module], [{ ...node, ...changes }, ...outputs, ...catching], settings)
}
