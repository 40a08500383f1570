/**
 * The empty maps of measure depth nodes, for their dialogs, below Node-RED's admin root:
 *
 * | route | permission | fields | answer |
 * | --- | --- | --- | --- |
 * | GET depth-measure/reference | read | node, key | { taken } in ISO 8601, null where there is none |
 * | POST depth-measure/reference | write | node, key | { taken } |
 *
 * `node` and `key` are those of a ViewSummary. POST takes the last frame of the key. The permissions are
 * `depth-measure.read` and `depth-measure.write`.
 */
import type { NodeAPI } from 'node-red'
import { DepthError } from '../../lib/errors'
import { jsonHandler } from '../../lib/node-red/admin/request'
import type { DepthMeasureNode } from './depth-measure-node'

/** The measure depth nodes that run, by their ids. */
export type RunningNodes = Map<string, DepthMeasureNode>

const fields = ['node', 'key'] as const
const known = new WeakMap<object, RunningNodes>()

/** The table in which nodes have to stand to be found; registers the routes at the first call. */
export function runningNodes(RED: NodeAPI): RunningNodes {
  const found = known.get(RED.httpAdmin)
  if (found !== undefined) return found
  const nodes: RunningNodes = new Map()
  known.set(RED.httpAdmin, nodes)
  const nodeOf = (id: string): DepthMeasureNode => {
    const node = nodes.get(id)
    if (node !== undefined) return node
    throw new DepthError('REQUEST_INVALID', 'This node does not run. Deploy the flow first.')
  }
  const path = '/depth-measure/reference'
  RED.httpAdmin.get(
    path,
    RED.auth.needsPermission('depth-measure.read'),
    jsonHandler(fields, async ({ node, key }) => ({ taken: await nodeOf(node).referenceOf(key) })),
  )
  RED.httpAdmin.post(
    path,
    RED.auth.needsPermission('depth-measure.write'),
    jsonHandler(fields, async ({ node, key }) => ({
      taken: await nodeOf(node).takeReference(key),
    })),
  )
  return nodes
}
