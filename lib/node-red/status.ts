import type { Node, NodeStatus } from 'node-red'
import type { ErrorCode } from '../errors'
import type { UnusableReason } from '../frames/unusable'

/** A status, or how to make one when it is time to show it. */
type StatusSource = NodeStatus | (() => NodeStatus)

/** Where the short texts of all codes are; the editor shows them in its language. */
const errorTexts = '@node-red-depth/depth-anything/depth-infer:depth-infer.error'

/** Where the short texts of the reasons are why images cannot be trusted. */
const reasonTexts = '@node-red-depth/depth-anything/depth-measure:depth-measure.reason'

/** The status of a node whose last image cannot be trusted. */
export function unusableStatus(reason: UnusableReason): NodeStatus {
  return { fill: 'yellow', shape: 'ring', text: `${reasonTexts}.${reason}` }
}

/** The status of a node whose last message failed: a red ring, as core nodes show errors. */
export function errorStatus(code: ErrorCode): NodeStatus {
  return { fill: 'red', shape: 'ring', text: `${errorTexts}.${code}` }
}

/**
 * A node's status line, sent on at most once every `intervalMs`: each change goes to every open
 * editor, and frames may come by the hundred. The last status set is always the last one shown.
 */
export class ThrottledStatus {
  #pending: StatusSource | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false
  readonly #node: Pick<Node, 'status'>
  readonly #intervalMs: number

  constructor(node: Pick<Node, 'status'>, intervalMs = 500) {
    this.#node = node
    this.#intervalMs = intervalMs
  }

  set(status: StatusSource): void {
    if (this.#closed) return
    if (this.#timer !== undefined) {
      this.#pending = status
      return
    }
    this.#node.status(typeof status === 'function' ? status() : status)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const pending = this.#pending
      this.#pending = undefined
      if (pending !== undefined) this.set(pending)
    }, this.#intervalMs)
    this.#timer.unref()
  }

  /**
   * To be called when the node closes. A frame that is still under way would otherwise set the
   * status of the node with the same id that the next deploy makes.
   */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }
}
