import type { NodeAPI, NodeMessage } from 'node-red'
import { isTiming, withStages, type Measured } from '../timing/timeline'

/** A message as our nodes see it: nothing about its properties is known before it is checked. */
export type FlowMessage = NodeMessage & Record<string, unknown>

/** What `annotate` needs to know of a node. */
export interface Reporter {
  readonly id: string
  readonly name?: string | undefined
  readonly type: string
}

/** The value of a message property such as `payload` or `payload.image`; undefined where absent. */
export function getProperty(RED: NodeAPI, msg: FlowMessage, property: string): unknown {
  return RED.util.getMessageProperty(msg, property) as unknown
}

/** Writes a message property, making the objects on the way to it. */
export function setProperty(
  RED: NodeAPI,
  msg: FlowMessage,
  property: string,
  value: unknown,
): void {
  RED.util.setMessageProperty(msg, property, value, true)
}

/**
 * Adds stages to `msg.timing`. The first wire of a fan-out owns the original message, so the value
 * is replaced, never written into; what stood there and is no timing of ours moves to
 * `msg.foreignTiming`.
 */
export function annotate(
  msg: FlowMessage,
  node: Reporter,
  measured: readonly Measured[],
  id?: string,
): void {
  const previous = msg['timing']
  if (previous !== undefined && !isTiming(previous)) msg['foreignTiming'] = previous
  const name = node.name === undefined || node.name === '' ? node.type : node.name
  msg['timing'] = withStages(previous, { id: node.id, name }, measured, id)
}
