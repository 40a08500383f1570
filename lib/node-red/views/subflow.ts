import type { Node, NodeAPI } from 'node-red'
import type { InSubflow, SubflowInstance } from './summary'

/** What Node-RED keeps of a node besides what its types say. */
type RunningNode = Node & { readonly _alias?: string; readonly z?: string }

/** Subflows in subflows; more than anybody makes. */
const deepest = 20

/** Where a node that runs inside an instance of a subflow stands; undefined for any other one. */
export function subflowOf(RED: NodeAPI, id: string): InSubflow | undefined {
  const node = runningNode(RED, id)
  if (node?._alias === undefined) return undefined
  const instances: SubflowInstance[] = []
  for (let at = runningNode(RED, node.z); instances.length < deepest;) {
    if (at?.type.startsWith('subflow:') !== true) break
    instances.unshift({
      id: at.id,
      name: at.name ?? '',
      subflow: at.type.slice('subflow:'.length),
    })
    at = runningNode(RED, at.z)
  }
  return { node: node._alias, instances }
}

function runningNode(RED: NodeAPI, id: string | undefined): RunningNode | undefined {
  return id === undefined ? undefined : RED.nodes.getNode(id)
}
