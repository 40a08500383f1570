import type { Node, NodeAPI } from 'node-red'
import { renderDepth, type RenderedDepth } from '../../lib/render/render'
import { setContentType } from '../../lib/node-red/content-type'
import { depthFrameFrom } from '../../lib/node-red/frame-input'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import { colorMapFor, renderOptions, type RenderSettings } from './config'

/** Memory for pixels is taken by one depth map at a time. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy:
    'Send fewer (infer depth can keep only the newest), or choose a smaller size in the dialog.',
} as const

/** What one render depth node does with its messages. */
export class DepthRenderNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: RenderSettings
  readonly status: ThrottledStatus
  readonly #queue = new OrderedQueue<void>(queueOptions)
  #closed = false

  constructor(RED: NodeAPI, node: Node, settings: RenderSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.status = new ThrottledStatus(node)
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, outputProperty } = this.#settings
    const frame = depthFrameFrom(getProperty(this.#RED, msg, property), `msg.${property}`)
    const colorMap = colorMapFor(this.#settings.colorMap, msg['colorMap'])
    await this.#queue.run(async (waited) => {
      const rendered = await renderDepth(frame, { ...renderOptions(this.#settings), colorMap })
      setProperty(this.#RED, msg, outputProperty, rendered.image)
      const { mime } = rendered
      const isAnswer = outputProperty === 'payload' && this.#settings.output === 'buffer'
      if (isAnswer && mime !== undefined) setContentType(msg, mime)
      annotate(msg, this.#node, [...waited, ...rendered.measured], frame.image?.id)
      send(msg)
      this.#show(colorMap, rendered)
    })
  }

  close(): void {
    this.#closed = true
    this.#queue.close()
    this.status.close()
  }

  #show(colorMap: string, { width, height, measured }: RenderedDepth): void {
    if (this.#closed) return
    const ms = measured.reduce((sum, stage) => sum + stage.ms, 0)
    this.status.set({
      fill: 'green',
      shape: 'dot',
      text: `${width}x${height} ${colorMap}, ${Math.round(ms)} ms`,
    })
  }
}
