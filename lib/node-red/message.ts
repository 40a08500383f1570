import type { NodeAPI, NodeMessage } from 'node-red'
import { codeOf, DepthError, messageOf } from '../errors'
import { recentTimings } from '../timing/recent-timings'
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
 * A message that can be written to: itself, or a copy of one that a function node has frozen or
 * sealed.
 */
export function writable(msg: FlowMessage): FlowMessage {
  return Object.isExtensible(msg) ? msg : { ...msg }
}

/**
 * The value of a message property such as `payload` or `payload.image`; undefined where it, or
 * anything on the path to it, is absent.
 *
 * @throws DepthError CONFIG_INVALID where `property` is not a property expression, INPUT_UNSUPPORTED
 * where a getter on its path throws
 */
export function getProperty(RED: NodeAPI, msg: FlowMessage, property: string): unknown {
  try {
    return RED.util.getMessageProperty(msg, property) as unknown
  } catch (thrown) {
    // Node-RED throws one where part of the path is undefined or null.
    if (thrown instanceof TypeError) return undefined
    if (codeOf(thrown) === 'INVALID_EXPR') throw invalidProperty(property, thrown)
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `msg.${property} throws an error when it is read. Send values instead of getters and proxies.`,
      { cause: thrown },
    )
  }
}

/**
 * Writes a message property and makes the objects on the path to it.
 *
 * @throws DepthError CONFIG_INVALID where part of the path cannot hold properties
 */
export function setProperty(
  RED: NodeAPI,
  msg: FlowMessage,
  property: string,
  value: unknown,
): void {
  try {
    RED.util.setMessageProperty(msg, property, value, true)
  } catch (thrown) {
    throw invalidProperty(property, thrown)
  }
  // The answer of Node-RED does not help: it is true for a frozen frame on the path.
  if (getProperty(RED, msg, property) === value) return
  throw new DepthError(
    'CONFIG_INVALID',
    `msg.${property} cannot be written: part of the path is not an object, or is ` +
      'frozen. Choose another property in the dialog.',
  )
}

function invalidProperty(property: string, cause: unknown): DepthError {
  return new DepthError(
    'CONFIG_INVALID',
    `"${property}" is not a property of msg: ${messageOf(cause)}. Correct it in the dialog.`,
    { cause },
  )
}

/**
 * Adds stages to `msg.timing`. The first wire of a fan-out owns the original message, so the value
 * is replaced, never written into; a value there that is not our timing moves to
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
  const timing = withStages(previous, { id: node.id, name }, measured, id)
  msg['timing'] = timing
  recentTimings.add(timing)
}

/** As core nodes read `msg.reset`: anything but an absent or false value. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false
}
