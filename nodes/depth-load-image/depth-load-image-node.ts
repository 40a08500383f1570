import type { Node, NodeAPI } from 'node-red'
import { isImageFrame, type ImageFrame } from '../../lib/frames/image-frame'
import { groupKey } from '../../lib/node-red/group-key'
import { ImageJudge, type Looked } from '../../lib/node-red/image-judge'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import { liveKeyOf } from '../../lib/node-red/live-key'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus, unusableStatus } from '../../lib/node-red/status'
import { Warnings } from '../../lib/node-red/warnings'
import { lensOf, type Lens } from '../../lib/image/lens'
import { uploadsBeside } from '../../lib/node-red/uploads'
import { loadImage, type LoadOptions } from '../../lib/image/load'
import type { SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import { isTiming, type Measured } from '../../lib/timing/timeline'
import type { LoadImageSettings } from './config'

interface Loaded {
  readonly frame: ImageFrame
  /** Whether it is an image that this node has read, and not a frame that is passed on. */
  readonly isNew: boolean
  readonly looked: Looked
  readonly measured: readonly Measured[]
}

const longestKey = 200

/** What one load image node does with its messages. */
export class DepthLoadImageNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: LoadImageSettings
  readonly #options: Omit<LoadOptions, 'label'>
  readonly status: ThrottledStatus
  readonly #queue: OrderedQueue<Loaded | 'closed'>
  readonly #warnings: Warnings
  readonly #judge: ImageJudge
  readonly #closing = new AbortController()
  #dropped = 0

  constructor(
    RED: NodeAPI,
    node: Node,
    settings: LoadImageSettings,
    options: Omit<LoadOptions, 'label'>,
  ) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#options = { ...options, signal: this.#closing.signal }
    this.status = new ThrottledStatus(node)
    this.#warnings = new Warnings(node)
    this.#judge = new ImageJudge(node, settings)
    this.#queue = new OrderedQueue({ atOnce: settings.atOnce, limit: settings.queueLimit })
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { queue, queueKey } = this.#settings
    const outcome = await this.#queue.run(
      (waited) => this.#load(msg, waited).catch(this.#unlessClosed),
      liveKeyOf(this.#RED, msg, queue === 'newest' ? queueKey : undefined),
    )
    if (outcome === 'closed') return
    if (outcome === 'dropped') {
      this.#dropped++
      return
    }
    const frame = this.#fill(msg, outcome)
    send(msg)
    // What is wrong with an unusable image has been said.
    if (frame.unusable === undefined) this.#warnings.report(frame.warnings)
    this.#show(frame)
  }

  /** Ends what is being read or fetched. */
  close(): void {
    this.#closing.abort()
    this.#queue.close()
    this.status.close()
  }

  /** A message under way when the node closes is done: nobody is left to hear of its error. */
  readonly #unlessClosed = (thrown: unknown): 'closed' => {
    if (this.#closing.signal.aborted) return 'closed'
    throw thrown
  }

  async #load(msg: FlowMessage, waited: readonly Measured[]): Promise<Loaded> {
    const { value, options } = this.#sourceFor(msg)
    const { frame, measured: read } = await loadImage(value, options)
    const looked = await this.#judge.look(frame)
    const measured = [...waited, ...read, ...looked.measured]
    return { frame, isNew: !isImageFrame(value), looked, measured }
  }

  /** Puts the image into the message. Images are judged one after the other, in their order. */
  #fill(
    msg: FlowMessage,
    { frame: loaded, isNew, looked: { seen }, measured }: Loaded,
  ): ImageFrame {
    const { outputProperty, queueKey = '' } = this.#settings
    const keyOf = () => groupKey(getProperty(this.#RED, msg, queueKey)).slice(0, longestKey)
    const frame = seen === undefined ? loaded : this.#judge.judge(loaded, seen, keyOf())
    // It belongs to an earlier image of this message; the timing of this one starts here.
    if (isNew && isTiming(msg['timing'])) delete msg['timing']
    setProperty(this.#RED, msg, outputProperty, frame)
    annotate(msg, this.#node, measured, frame.id)
    return frame
  }

  #show({ width, height, format, unusable }: ImageFrame): void {
    if (unusable !== undefined) {
      this.status.set(unusableStatus(unusable))
      return
    }
    const { waiting } = this.#queue
    const text = [
      `${width}x${height} ${format}`,
      this.#counted('waiting', waiting),
      this.#counted('dropped', this.#dropped),
    ]
    this.status.set({
      fill: 'green',
      shape: 'dot',
      text: text.filter((part) => part !== '').join(', '),
    })
  }

  /** "3 waiting"; nothing where there are none. */
  #counted(what: 'waiting' | 'dropped', messages: number): string {
    return messages > 0 ? this.#RED._(`depth-load-image.status.${what}`, { messages }) : ''
  }

  #sourceFor(msg: FlowMessage): { value: unknown; options: LoadOptions } {
    const { sourceType, source, lensType } = this.#settings
    const lens = lensType === 'msg' ? this.#lensIn(msg) : this.#options.lens
    const options = { ...this.#options, lens }
    if (sourceType === 'msg') {
      const value = getProperty(this.#RED, msg, source)
      const uploads = source === 'payload' ? uploadsBeside(msg, value) : undefined
      return uploads === undefined
        ? { value, options: { ...options, label: `msg.${source}` } }
        : { value: uploads, options: { ...options, label: 'msg.req.files' } }
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

  #lensIn(msg: FlowMessage): Lens | undefined {
    const property = String(this.#settings.lens)
    return lensOf(getProperty(this.#RED, msg, property), `msg.${property}`)
  }
}
