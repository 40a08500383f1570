import type { Node } from 'node-red'
import { messageOf, type DepthError } from '../errors'
import type { FlowMessage } from './message'

/**
 * Ends Node-RED's work on a message: for the Complete nodes, or with an error for the Catch nodes.
 * Both get a copy of the message, and `done` throws where that cannot be made (a getter that throws,
 * or a property named `hasOwnProperty`). Then Catch nodes get the error with the message's id alone.
 */
export function finish(
  node: Pick<Node, 'error' | 'warn'>,
  msg: FlowMessage,
  done: (error?: Error) => void,
  error?: DepthError,
): void {
  const attempts =
    error === undefined
      ? [() => done(), () => node.warn('The Complete nodes were not told of a message.')]
      : [
          () => done(error),
          () => node.error(error, { _msgid: msg._msgid }),
          () => node.error(messageOf(error)),
        ]
  attempts.some(succeeds)
}

function succeeds(attempt: () => void): boolean {
  try {
    attempt()
    return true
  } catch {
    return false
  }
}
