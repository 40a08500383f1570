import type { Node, NodeAPI } from 'node-red'
import { isDepthFrame } from '../../lib/frames/depth-frame'
import { frameOrImageFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { getProperty, type FlowMessage } from '../../lib/node-red/message'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import type { Viewed } from '../../lib/node-red/views/snapshot'
import type { Views } from '../../lib/node-red/views/views'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import type { ViewSettings } from './config'

/** Headers of encoded images are read one at a time, so that the last message is shown last. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy: 'Send fewer, or frames instead of encoded images.',
} as const
const longestKey = 200

/** What one view depth node does with its messages: it hands their frames to the editor's views. */
export class DepthViewNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: ViewSettings
  readonly #views: Views
  readonly #queue = new OrderedQueue<void>(queueOptions)
  readonly status: ThrottledStatus
  #shown = ''
  #closed = false

  constructor(RED: NodeAPI, node: Node, views: Views, settings: ViewSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#views = views
    this.status = new ThrottledStatus(node)
  }

  async handle(msg: FlowMessage): Promise<void> {
    const { property, key } = this.#settings
    const value = getProperty(this.#RED, msg, property)
    const group = groupKey(getProperty(this.#RED, msg, key)).slice(0, longestKey)
    await this.#queue.run(async () => {
      const frame = await frameOrImageFrom(value, `msg.${property}`)
      if (this.#closed) return
      this.#views.show(this.#node.id, group, frame)
      this.#show(frame)
    })
  }

  close(removed: boolean): void {
    this.#closed = true
    this.#queue.close()
    this.status.close()
    if (removed) this.#views.forget(this.#node.id)
  }

  /** A status that stays the same is not sent again, so that a stream of frames costs no timer. */
  #show(frame: Viewed): void {
    const { width, height } = isDepthFrame(frame) ? frame.source : frame
    const text = isDepthFrame(frame) ? `${width}x${height} ${frame.model}` : `${width}x${height}`
    if (text === this.#shown) return
    this.#shown = text
    this.status.set({ fill: 'green', shape: 'dot', text })
  }
}
