import type { NodeAPI } from 'node-red'
import { groupKey } from './group-key'
import { getProperty, type FlowMessage } from './message'

/**
 * The camera of which a message brings the newest image; undefined for a message that is never
 * dropped: all of them unless the queue keeps only the newest, and those that an HTTP client waits
 * for or that are parts of a sequence.
 *
 * @param property tells cameras apart; undefined where the queue keeps every message
 */
export function liveKeyOf(
  RED: NodeAPI,
  msg: FlowMessage,
  property: string | undefined,
): string | undefined {
  if (property === undefined || msg['res'] !== undefined || msg['parts'] !== undefined) {
    return undefined
  }
  return groupKey(getProperty(RED, msg, property))
}
