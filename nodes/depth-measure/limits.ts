import type { Node, NodeAPI } from 'node-red'
import type { FlowMessage } from '../../lib/node-red/message'
import type { Limit } from './alarms-setting'

/** A limit as it is for one message; undefined where it is not a number. */
export async function limitFor(
  RED: NodeAPI,
  node: Node,
  msg: FlowMessage,
  limit: Limit,
): Promise<number | undefined> {
  const value = limit.type === 'num' ? limit.value : await evaluated(RED, node, msg, limit)
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
  const number = isNumber ? Number(value) : NaN
  return Number.isFinite(number) ? number : undefined
}

function evaluated(
  RED: NodeAPI,
  node: Node,
  msg: FlowMessage,
  { value, type }: Limit,
): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      // A context store may answer later.
      RED.util.evaluateNodeProperty(value, type, node, msg, (error, found) =>
        resolve(error ? undefined : found),
      )
    } catch {
      resolve(undefined)
    }
  })
}
