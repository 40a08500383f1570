import type { Node, NodeAPI } from 'node-red'
import { isDepthFrame } from '../../lib/frames/depth-frame'
import type { DepthError } from '../../lib/errors'
import { frameOrImageFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { getProperty, type FlowMessage } from '../../lib/node-red/message'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { errorStatus, ThrottledStatus } from '../../lib/node-red/status'
import { Warnings } from '../../lib/node-red/warnings'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import { Stream } from '../../lib/stream/stream'
import type { Streamed } from '../../lib/stream/to-jpeg'
import { Viewers } from '../../lib/stream/viewers'
import { drawingOf, type StreamSettings } from './config'
import type { PublishedStream } from './routes'

/** Headers of encoded images are read one at a time, so that the last message is shown last. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy: 'Send fewer, or frames instead of encoded images.',
} as const
const longestKey = 200

/** What one stream images node does with its messages: it keeps the last image for its viewers. */
export class DepthStreamNode implements MessageHandler, PublishedStream {
  readonly #RED: NodeAPI
  readonly #settings: StreamSettings
  readonly #queue = new OrderedQueue<void>(queueOptions)
  readonly #warnings: Warnings
  readonly status: ThrottledStatus
  readonly stream: Stream
  readonly viewers: Viewers
  readonly #unpublish: () => void
  #size = ''
  #closed = false

  /**
   * @param publish makes the stream reachable; what it returns ends that
   * @throws DepthError CONFIG_INVALID where another node has the same path
   */
  constructor(
    RED: NodeAPI,
    node: Node,
    settings: StreamSettings,
    publish: (stream: PublishedStream) => () => void,
  ) {
    this.#RED = RED
    this.#settings = settings
    this.#warnings = new Warnings(node)
    this.status = new ThrottledStatus(node)
    this.stream = new Stream({
      drawing: drawingOf(settings),
      mostBytes: settings.maxMegabytes * 1e6,
      onError: (error) => this.#report(error),
    })
    this.viewers = new Viewers(this.stream, {
      limit: settings.viewers,
      onChange: () => this.#show(),
    })
    this.#unpublish = publish(this)
  }

  async handle(msg: FlowMessage): Promise<void> {
    const { property, key } = this.#settings
    const value = getProperty(this.#RED, msg, property)
    const group = groupKey(getProperty(this.#RED, msg, key)).slice(0, longestKey)
    await this.#queue.run(async () => {
      const frame = await frameOrImageFrom(value, `msg.${property}`)
      if (this.#closed) return
      this.stream.show(group, frame)
      this.#size = sizeOf(frame)
      this.#show()
    })
  }

  close(): void {
    this.#closed = true
    this.#unpublish()
    this.#queue.close()
    this.viewers.close()
    this.status.close()
  }

  /** The message that brought the image is long done; each kind of error is reported once. */
  #report(error: DepthError): void {
    if (this.#closed) return
    this.#warnings.report([{ kind: error.code, message: error.message }])
    this.status.set(errorStatus(error.code))
  }

  #show(): void {
    const { count } = this.viewers
    const parts = [this.#size, `${count} ${count === 1 ? 'viewer' : 'viewers'}`]
    this.status.set({
      fill: 'green',
      shape: count === 0 ? 'ring' : 'dot',
      text: parts.filter((part) => part !== '').join(', '),
    })
  }
}

function sizeOf(frame: Streamed): string {
  const { width, height } = isDepthFrame(frame) ? frame.source : frame
  return `${width}x${height}`
}
