import type { NodeAPI, NodeMessage } from 'node-red'
import { DepthError, messageOf } from '../errors'
import { isTiming, withStages, type Measured } from '../timing/timeline'

/** A message as our nodes see it: nothing about its properties is known before it is checked. */
export type FlowMessage = NodeMessage & Record<string, unknown>

/** What `annotate` needs to know of a node. */
export interface Reporter {
  readonly id: string
  readonly name?: string | undefined
  readonly type: string
}

/**
 * The value of a message property such as `payload` or `payload.image`; undefined where it or
 * anything on the way to it is absent.
 *
 * @throws DepthError CONFIG_INVALID where `property` is no property expression
 */
export function getProperty(RED: NodeAPI, msg: FlowMessage, property: string): unknown {
  try {
    return RED.util.getMessageProperty(msg, property) as unknown
  } catch (thrown) {
    // What Node-RED does where something on the way is undefined or null.
    if (thrown instanceof TypeError) return undefined
    throw new DepthError(
      'CONFIG_INVALID',
      `"${property}" is no property of msg: ${messageOf(thrown)}. Correct it in the dialog.`,
      { cause: thrown },
    )
  }
}

/**
 * Writes a message property, making the objects on the way to it.
 *
 * @throws DepthError CONFIG_INVALID where something on the way can hold no properties
 */
export function setProperty(
  RED: NodeAPI,
  msg: FlowMessage,
  property: string,
  value: unknown,
): void {
  // Read first: that refuses what is no property expression.
  if (getProperty(RED, msg, property) === value) return
  RED.util.setMessageProperty(msg, property, value, true)
  // Node-RED says false for a text on the way, but true for a frozen frame.
  if (getProperty(RED, msg, property) === value) return
  throw new DepthError(
    'CONFIG_INVALID',
    `msg.${property} cannot be written: a value on the way to it holds no properties. Choose ` +
      'another property in the dialog.',
  )
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
  const found = msg['timing']
  const previous = isTiming(found) ? found : undefined
  if (found !== undefined && previous === undefined) msg['foreignTiming'] = found
  const name = node.name === undefined || node.name === '' ? node.type : node.name
  msg['timing'] = withStages(previous, { id: node.id, name }, measured, id)
}
