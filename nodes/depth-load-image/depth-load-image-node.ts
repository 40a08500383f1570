import type { Node, NodeAPI } from 'node-red'
import { isImageFrame } from '../../lib/frames/image-frame'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import { loadImage, type LoadOptions } from '../../lib/image/load'
import type { SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'
import { isTiming } from '../../lib/timing/timeline'
import type { DepthLoadImageConfig } from './config'

/** What one load image node does with its messages. */
export class DepthLoadImageNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #config: DepthLoadImageConfig
  readonly #options: Omit<LoadOptions, 'label'>
  readonly status: ThrottledStatus
  readonly #closing = new AbortController()

  constructor(
    RED: NodeAPI,
    node: Node,
    config: DepthLoadImageConfig,
    options: Omit<LoadOptions, 'label'>,
  ) {
    this.#RED = RED
    this.#node = node
    this.#config = config
    this.#options = { ...options, signal: this.#closing.signal }
    this.status = new ThrottledStatus(node)
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { value, options } = this.#sourceFor(msg)
    const loaded = await loadImage(value, options).catch(this.#unlessClosed)
    if (loaded === undefined) return
    const { frame, measured } = loaded
    // It belongs to an earlier image of this message; the timing of this one starts here.
    if (!isImageFrame(value) && isTiming(msg['timing'])) delete msg['timing']
    setProperty(this.#RED, msg, this.#config.outputProperty, frame)
    annotate(msg, this.#node, measured, frame.id)
    this.status.set({
      fill: 'green',
      shape: 'dot',
      text: `${frame.width}x${frame.height} ${frame.format}`,
    })
    send(msg)
  }

  /** Ends what is being read or fetched. */
  close(): void {
    this.#closing.abort()
    this.status.close()
  }

  /** A message under way when the node closes is done: nobody is left to hear of its error. */
  readonly #unlessClosed = (thrown: unknown): undefined => {
    if (!this.#closing.signal.aborted) throw thrown
  }

  #sourceFor(msg: FlowMessage): { value: unknown; options: LoadOptions } {
    const { sourceType, source } = this.#config
    const options = this.#options
    if (sourceType === 'msg') {
      const value = getProperty(this.#RED, msg, source)
      return { value, options: { ...options, label: `msg.${source}` } }
    }
    if (sourceType === 'str') {
      return { value: source, options: { ...options, label: 'the source in the dialog' } }
    }
    // The package's own images lie outside the folders that settings.js names.
    const label = `the sample ${source}`
    return {
      value: samplePath(source as SampleName),
      options: { ...options, roots: undefined, label },
    }
  }
}
