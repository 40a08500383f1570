import type { Node, NodeAPI } from 'node-red'
import { DepthError } from '../../lib/errors'
import { decodeDepth } from '../../lib/export/decode/decode-depth'
import { readHeader } from '../../lib/export/decode/read-header'
import { isImageFrame, type ImageFrame } from '../../lib/frames/image-frame'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { imageFrameFrom } from '../../lib/node-red/frame-input'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import type { ImportSettings } from './config'

/** Memory for values is taken by one depth map at a time. */
const queueOptions = { atOnce: 1, limit: 50, remedy: 'Send fewer, or smaller ones.' } as const

/** What one import depth node does with its messages. */
export class DepthImportNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: ImportSettings
  readonly status: ThrottledStatus
  readonly #queue = new OrderedQueue<void>(queueOptions)
  #closed = false

  constructor(RED: NodeAPI, node: Node, settings: ImportSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.status = new ThrottledStatus(node)
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, headerProperty, outputProperty } = this.#settings
    const label = `msg.${property}`
    const bytes = bytesIn(getProperty(this.#RED, msg, property), label)
    const found = getProperty(this.#RED, msg, headerProperty)
    const header = readHeader(found, `msg.${headerProperty}`)
    const assumed = this.#settings
    await this.#queue.run(async (waited) => {
      const image = await this.#imageIn(msg)
      const { frame, measured } = await decodeDepth(bytes, { label, header, assumed, image })
      setProperty(this.#RED, msg, outputProperty, frame)
      annotate(msg, this.#node, [...waited, ...measured], image?.id)
      send(msg)
      this.#show(frame)
    })
  }

  close(): void {
    this.#closed = true
    this.#queue.close()
    this.status.close()
  }

  /** The image of the depth; an encoded one becomes a frame. */
  async #imageIn(msg: FlowMessage): Promise<ImageFrame | undefined> {
    const { imageProperty } = this.#settings
    if (imageProperty === undefined) return undefined
    const label = `msg.${imageProperty}`
    const value = getProperty(this.#RED, msg, imageProperty)
    if (value === undefined || value === null) return undefined
    if (isImageFrame(value)) return value
    if (!Buffer.isBuffer(value)) return imageFrameFrom(value, label)
    return (await loadImage(value, { label })).frame
  }

  #show({ width, height, kind, model }: DepthFrame): void {
    if (this.#closed) return
    this.status.set({ fill: 'green', shape: 'dot', text: `${width}x${height} ${kind}, ${model}` })
  }
}

/** @throws DepthError INPUT_MISSING, INPUT_UNSUPPORTED */
function bytesIn(value: unknown, where: string): Buffer {
  if (Buffer.isBuffer(value)) return value
  const isMissing = value === undefined || value === null
  throw new DepthError(
    isMissing ? 'INPUT_MISSING' : 'INPUT_UNSUPPORTED',
    `${where} is ${isMissing ? 'empty' : `of type ${typeof value}`} where a Buffer with a .npy file or a ` +
      '16-bit PNG was expected. In read file set Output to "a single Buffer object", in mqtt in to "a Buffer".',
  )
}
