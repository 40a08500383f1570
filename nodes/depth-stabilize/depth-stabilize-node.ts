import type { Node, NodeAPI } from 'node-red'
import { messageOf } from '../../lib/errors'
import { depthFrameFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import {
  annotate,
  getProperty,
  isSet,
  setProperty,
  type FlowMessage,
} from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus, unusableStatus } from '../../lib/node-red/status'
import { Warnings } from '../../lib/node-red/warnings'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import type { SavedAnchors } from '../../lib/stabilize/saved-anchors'
import { Stabilizer, type StabilizedFrame } from '../../lib/stabilize/stabilizer'
import type { StabilizeSettings } from './config'

/** Each frame of a key builds on the one before. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy: 'Send fewer (infer depth can keep only the newest).',
} as const

/** What one stabilize depth node does with its messages. */
export class DepthStabilizeNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: StabilizeSettings
  readonly #anchors: SavedAnchors
  readonly #stabilizer: Stabilizer
  readonly #queue = new OrderedQueue<void>(queueOptions)
  readonly #warnings: Warnings
  readonly status: ThrottledStatus
  #closed = false

  constructor(RED: NodeAPI, node: Node, anchors: SavedAnchors, settings: StabilizeSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#anchors = anchors
    this.#stabilizer = new Stabilizer(anchors)
    this.#warnings = new Warnings(node)
    this.status = new ThrottledStatus(node)
  }

  /** With `msg.reset`, a message may come without depth. */
  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, outputProperty } = this.#settings
    const group = getProperty(this.#RED, msg, this.#settings.key)
    const key = groupKey(group)
    const value = getProperty(this.#RED, msg, property)
    const reset = isSet(msg['reset'])
    const frame =
      reset && (value === undefined || value === null)
        ? undefined
        : depthFrameFrom(value, `msg.${property}`)
    await this.#queue.run(async (waited) => {
      if (reset) await this.#stabilizer.reset(group === undefined ? undefined : key)
      if (frame === undefined) return
      const stabilized = await this.#stabilizer.stabilize(frame, key)
      if (this.#closed) return
      setProperty(this.#RED, msg, outputProperty, stabilized.depth)
      msg['stabilize'] = stabilized.figures
      annotate(msg, this.#node, [...waited, ...stabilized.measured], frame.image?.id)
      send(msg)
      this.#warn(stabilized.unsaved)
      this.#show(stabilized)
    })
  }

  close(removed: boolean): void {
    this.#closed = true
    this.#queue.close()
    this.status.close()
    if (removed) void this.#anchors.remove()
  }

  #warn(unsaved: unknown): void {
    if (unsaved === undefined) return
    const message = `A restart will forget the scale of relative depth: ${messageOf(unsaved)}`
    this.#warnings.report([{ kind: 'unsaved', message }])
  }

  #show({ depth, figures, measured }: StabilizedFrame): void {
    if (depth.unusable !== undefined) {
      this.status.set(unusableStatus(depth.unusable))
      return
    }
    const ms = Math.round(measured.at(-1)?.ms ?? 0)
    const { flicker, held } = figures
    const text =
      flicker === undefined
        ? `${ms} ms`
        : this.#RED._('depth-stabilize.status.flicker', {
            before: percent(flicker.before),
            after: percent(flicker.after),
            ms,
          })
    this.status.set({ fill: held ? 'yellow' : 'green', shape: 'dot', text })
  }
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
