import type { Node } from 'node-red'
import { attempt } from '../attempt'
import { DepthError, toDepthError } from '../errors'
import { finish } from './finish'
import { writable, type FlowMessage } from './message'
import { errorStatus, ThrottledStatus } from './status'

/** Sends one message, or one or several per output. */
export type Send = (msg: FlowMessage | (FlowMessage | FlowMessage[] | null)[]) => void

/**
 * The one place where a node's work meets Node-RED's input event: whatever `handle` throws becomes
 * `done(err)` with a code and a red status, and nothing escapes (an escaped rejection would end
 * Node-RED itself). `handle` resolves when the message has been dealt with: sent on, or dropped.
 *
 * @param status the status line that `handle` writes to, so that an older success never overwrites
 *   an error
 */
export function onInput(
  node: Node,
  handle: (msg: FlowMessage, send: Send) => Promise<void> | void,
  status = new ThrottledStatus(node),
): void {
  node.on('input', (msg, send, done) => {
    const work = async () => handle(writable(msg), send)
    work().then(
      () => finish(node, msg, done),
      (thrown: unknown) => {
        const error = asError(thrown, msg)
        status.set(errorStatus(error.code))
        finish(node, msg, done, error)
      },
    )
  })
}

/** Whatever was thrown, with a code: a message with properties that throw is no bug of this package. */
function asError(thrown: unknown, msg: FlowMessage): DepthError {
  if (thrown instanceof DepthError || isReadable(msg)) return toDepthError(thrown)
  return new DepthError(
    'INPUT_UNSUPPORTED',
    'A property of the message throws an error when it is read. Send values instead of getters and proxies.',
    { cause: thrown },
  )
}

/** Whether all properties of a message can be read, and theirs, as those of `msg.req`. */
function isReadable(value: unknown, depth = 2): boolean {
  if (typeof value !== 'object' || value === null || depth === 0) return true
  return attempt(
    () => Reflect.ownKeys(value).every((name) => isReadable(Reflect.get(value, name), depth - 1)),
    false,
  )
}
