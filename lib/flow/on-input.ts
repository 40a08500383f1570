import type { Node } from 'node-red'
import { toDepthError } from '../errors'
import type { FlowMessage } from './message'

/** Sends one message, or one per output. */
export type Send = (msg: FlowMessage | (FlowMessage | null)[]) => void

/**
 * The one place where a node's work meets Node-RED's input event: whatever `handle` throws becomes
 * `done(err)` with a code and a red status, and nothing escapes (an escaped rejection ends the
 * whole of Node-RED). `handle` resolves when the message has been dealt with, sent on or dropped.
 */
export function onInput(
  node: Node,
  handle: (msg: FlowMessage, send: Send) => Promise<void> | void,
): void {
  node.on('input', (msg, send, done) => {
    const work = async () => handle(msg, send)
    work().then(
      () => done(),
      (thrown: unknown) => {
        const error = toDepthError(thrown)
        node.status({ fill: 'red', shape: 'dot', text: error.code })
        done(error)
      },
    )
  })
}
