import type { Node, NodeAPI, NodeStatus } from 'node-red'
import { now } from '../../lib/clock'
import { getProperty, isSet, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import { accountFor } from '../../lib/timing/accounting'
import { Statistics } from '../../lib/timing/statistics'
import { isTiming, type Timing } from '../../lib/timing/timeline'
import type { TimingSettings } from './config'

const statusMs = 1000
const longestKey = 200
const noKey = '(none)'

/** What one depth timing node does with its messages. */
export class DepthTimingNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: TimingSettings
  readonly status: ThrottledStatus
  readonly #statistics: Statistics
  readonly #timer: NodeJS.Timeout | undefined
  #warned = false

  constructor(RED: NodeAPI, node: Node, settings: TimingSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#statistics = new Statistics(settings.window)
    this.status = new ThrottledStatus(node, statusMs)
    const { interval } = settings
    if (interval > 0) this.#timer = setInterval(() => this.#report(), 1000 * interval)
  }

  handle(msg: FlowMessage, send: Send): void {
    if (isSet(msg['summary']) || isSet(msg['reset'])) this.#answer(msg, send)
    else if (isTiming(msg['timing'])) this.#count(msg, msg['timing'], send)
    else this.#passOn(msg, send)
  }

  close(): void {
    clearInterval(this.#timer)
    this.status.close()
  }

  #answer(msg: FlowMessage, send: Send): void {
    const { reset, summary } = msg
    if (isSet(summary)) send([null, { ...msg, payload: this.#statistics.summary() }])
    if (!isSet(reset)) return
    this.#statistics.reset()
    this.status.set({})
  }

  #count(msg: FlowMessage, timing: Timing, send: Send): void {
    const at = now()
    const account = accountFor(timing, at)
    const { total, unaccounted, stages: table } = account
    const inference = timing.stages.findLast(({ model }) => model !== undefined)
    const key = this.#keyOf(msg, inference?.model)
    const provider = inference?.provider
    this.#statistics.add({ key, frame: timing.id, at, account, provider })
    msg['timing'] = { ...timing, total, unaccounted, table }
    send([msg, null])
    this.status.set(() => this.#statusOf(key))
  }

  /** A message that was not measured is not an error, and a warning for each would be a storm. */
  #passOn(msg: FlowMessage, send: Send): void {
    send([msg, null])
    this.status.set({ fill: 'yellow', shape: 'ring', text: 'depth-timing.status.noTiming' })
    if (this.#warned) return
    this.#warned = true
    this.#node.warn(this.#RED._('depth-timing.warning.noTiming'))
  }

  #keyOf(msg: FlowMessage, model: unknown): string {
    const { key } = this.#settings
    const value = key === undefined ? model : getProperty(this.#RED, msg, key)
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    return text === '' ? noKey : text.slice(0, longestKey)
  }

  #report(): void {
    const summary = this.#statistics.summary()
    if (Object.keys(summary.keys).length > 0) this.#node.send([null, { payload: summary }])
  }

  #statusOf(key: string): NodeStatus {
    const figures = this.#statistics.figuresOf(key)
    if (figures === undefined) return {}
    if (figures.count === 0) {
      const text = this.#RED._('depth-timing.status.coldRun', { key })
      return { fill: 'grey', shape: 'dot', text }
    }
    const { p50, p95, fps } = figures
    const text = `${key} ${Math.round(p50)} ms, p95 ${Math.round(p95)}, ${fps.toFixed(1)} fps`
    return { fill: 'green', shape: 'dot', text }
  }
}
