import type { Node } from 'node-red'
import { toDepthError } from '../errors'
import type { FlowMessage } from './message'
import { onInput, type Send } from './on-input'
import { errorStatus, type ThrottledStatus } from './status'

/** What a node does with its messages. */
export interface MessageHandler {
  /** The status line that `handle` writes to. */
  readonly status: ThrottledStatus
  /** Resolves when the message has been dealt with: sent on, or dropped. */
  handle(msg: FlowMessage, send: Send): Promise<void> | void
  /**
   * Resolves when the next deploy may begin.
   *
   * @param removed whether the node has left the flow, and is not only deployed again
   */
  close(removed: boolean): Promise<void> | void
}

/**
 * Makes a node's handler and connects it to the events of Node-RED. What `build` throws (for a
 * setting that cannot be used, say) shows in the status at deploy, and reaches the Catch node with
 * every message.
 */
export function setUp(node: Node, build: () => MessageHandler): void {
  try {
    const handler = build()
    onInput(node, (msg, send) => handler.handle(msg, send), handler.status)
    // Node-RED waits for `done` where a close handler takes it, and only there.
    node.on('close', (removed: boolean, done: (error?: unknown) => void) => {
      const closing = async () => handler.close(removed)
      void closing().then(done, done)
    })
  } catch (thrown) {
    const error = toDepthError(thrown)
    node.status(errorStatus(error.code))
    onInput(node, () => {
      throw error
    })
  }
}
