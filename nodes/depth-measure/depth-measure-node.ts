import type { Node, NodeAPI } from 'node-red'
import { now } from '../../lib/clock'
import type { AlarmReport } from '../../lib/depth/alarms/alarm-board'
import { DepthError, messageOf } from '../../lib/errors'
import { mapCamera } from '../../lib/depth/geometry/camera'
import { noFigures } from '../../lib/depth/regions/figures'
import { noMeasurements, type Measurements } from '../../lib/depth/regions/measure'
import type { MeasureThread } from '../../lib/depth/regions/measure-thread'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { UnusableReason } from '../../lib/frames/unusable'
import { isComparable } from '../../lib/node-red/empty-maps/empty-map-file'
import type { EmptyMaps } from '../../lib/node-red/empty-maps/empty-maps'
import { depthFrameFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus, unusableStatus } from '../../lib/node-red/status'
import type { Views } from '../../lib/node-red/views/views'
import { Warnings } from '../../lib/node-red/warnings'
import { hundredths } from '../../lib/timing/hundredths'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import { AlarmOutput } from './alarm-output'
import { annotations } from './annotations'
import type { MeasureSettings } from './config'
import { limitFor } from './limits'
import { regionsFor, type MeasuredRegions } from './measured-regions'
import { namedFigures, sampleOf, shortText, type NamedFigures } from './named-figures'

/** The thread measures one map at a time. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy: 'Send fewer (infer depth can keep only the newest), or measure fewer regions.',
} as const
const longestKey = 200

/** What a measure depth node shares with others. */
export interface MeasureServices {
  readonly views: Views
  readonly thread: MeasureThread
  readonly emptyMaps: EmptyMaps
}

/** What one measure depth node does with its messages. */
export class DepthMeasureNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: MeasureSettings
  readonly #services: MeasureServices
  readonly #alarms: AlarmOutput
  readonly #warnings: Warnings
  readonly #queue = new OrderedQueue<void>(queueOptions)
  readonly status: ThrottledStatus
  #closed = false

  constructor(RED: NodeAPI, node: Node, services: MeasureServices, settings: MeasureSettings) {
    this.#RED = RED
    this.#node = node
    this.#services = services
    this.#settings = settings
    this.#warnings = new Warnings(node)
    this.status = new ThrottledStatus(node)
    this.#alarms = new AlarmOutput(RED, {
      alarms: settings.alarms,
      silenceMs: 1000 * settings.silence,
      repeatMs: 1000 * settings.repeat,
      send: (messages) => node.send([null, messages]),
      onSilence: (reports) => this.#show(reports, ''),
    })
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, key: keyProperty } = this.#settings
    const frame = depthFrameFrom(getProperty(this.#RED, msg, property), `msg.${property}`)
    const key = groupKey(getProperty(this.#RED, msg, keyProperty)).slice(0, longestKey)
    await this.#queue.run(async (waited) => {
      if (msg['reference'] === true) await this.#services.emptyMaps.take(key, frame)
      if (msg['reference'] === false) await this.#services.emptyMaps.forget(key)
      const at = now()
      const regions = regionsFor(this.#RED, msg, key, this.#settings, frame.source)
      const measured = await this.#measure(msg, key, frame, regions)
      annotate(msg, this.#node, [...waited, { stage: 'measure', at, ms: now() - at }], frame.id)
      const named = namedFigures(regions, measured)
      if (this.#settings.annotate) this.#annotate(msg, frame, regions, measured)
      this.#send(msg, send, key, named)
      const limits = await this.#limits(msg)
      if (this.#closed) return
      this.#services.views.show(this.#node.id, key, frame)
      this.#alarms.judge(key, sampleOf(frame, regions, named), limits)
      this.#show(this.#alarms.reports, shortText(named), frame.unusable)
    })
  }

  /** When the empty map of a key was taken, in ISO 8601; null where there is none. */
  async referenceOf(key: string): Promise<string | null> {
    return (await this.#services.emptyMaps.of(key))?.facts.taken ?? null
  }

  /**
   * Takes the last frame of a key as its empty map; returns when.
   *
   * @throws DepthError REQUEST_INVALID without a frame; as `EmptyMaps.take`
   */
  async takeReference(key: string): Promise<string> {
    const frame = this.#services.views.lastDepth(this.#node.id, key)
    if (frame === undefined) {
      throw new DepthError('REQUEST_INVALID', 'No frame of this key has come yet. Send one first.')
    }
    return (await this.#services.emptyMaps.take(key, frame)).facts.taken
  }

  close(removed: boolean): void {
    this.#closed = true
    this.#queue.close()
    this.#alarms.close()
    this.status.close()
    if (removed) this.#services.views.forget(this.#node.id)
  }

  async #measure(
    msg: FlowMessage,
    key: string,
    frame: DepthFrame,
    { regions, boxes = [] }: MeasuredRegions,
  ): Promise<Measurements> {
    const { width, height, data, kind, unit, range, camera, source, unusable } = frame
    const { whole, percentiles, near, nearUnit } = this.#settings
    const shapes = [...regions, ...boxes].map(({ shape }) => shape)
    if (unusable !== undefined) {
      return noMeasurements({ shapes, whole }, noFigures(unit ?? 'nearness', unusable))
    }
    const limit = near && (await limitFor(this.#RED, this.#node, msg, near))
    return this.#services.thread.measure({
      width,
      height,
      data,
      kind,
      range,
      shapes,
      whole,
      percents: percentiles,
      limit: limit === undefined ? undefined : { value: limit, unit: nearUnit },
      camera: camera && mapCamera(camera, source, frame),
      empty: await this.#emptyMap(key, frame),
    })
  }

  async #emptyMap(key: string, frame: DepthFrame) {
    try {
      const map = await this.#services.emptyMaps.of(key)
      if (map === undefined || isComparable(frame, map)) return map
      this.#warn('depth-measure.warning.otherMap', key)
    } catch (thrown) {
      this.#warnings.report([{ kind: key, message: messageOf(thrown) }])
    }
    return undefined
  }

  #warn(text: string, key: string): void {
    this.#warnings.report([{ kind: text + key, message: this.#RED._(text, { key }) }])
  }

  #annotate(
    msg: FlowMessage,
    frame: DepthFrame,
    { regions, boxes = [] }: MeasuredRegions,
    { figures }: Measurements,
  ): void {
    const before: unknown = msg['annotations']
    const drawn = annotations([...regions, ...boxes], figures, frame.source)
    msg['annotations'] = [...(Array.isArray(before) ? (before as unknown[]) : []), ...drawn]
  }

  #send(msg: FlowMessage, send: Send, key: string, named: NamedFigures): void {
    const { output, outputProperty, figure = 'median' } = this.#settings
    if (output === 'object') {
      setProperty(this.#RED, msg, outputProperty, Object.fromEntries(named))
      msg['key'] = key
      send([msg, null])
      return
    }
    const messages = [...named].map(([name, figures]) => {
      const value = figures[figure]
      const of = this.#RED.util.cloneMessage(msg)
      Object.assign(of, { topic: name, key, figures })
      setProperty(this.#RED, of, outputProperty, value === null ? null : hundredths(value))
      return of
    })
    send([messages, null])
  }

  #limits(msg: FlowMessage): Promise<readonly (number | undefined)[]> {
    const { alarms } = this.#settings
    return Promise.all(alarms.map(({ limit }) => limitFor(this.#RED, this.#node, msg, limit)))
  }

  /** Shows the alarm that matters most, or else what was measured. */
  #show(reports: readonly AlarmReport[], measured: string, unusable?: UnusableReason): void {
    const on = reports.find(({ state }) => state === 'on')
    const unknown = reports.find(({ state }) => state === 'unknown')
    if (on !== undefined) {
      this.status.set({ fill: 'red', shape: 'dot', text: `${on.alarm}: ${measured}` })
    } else if (unknown?.reason !== undefined) {
      const reason = this.#RED._(`depth-measure.reason.${unknown.reason}`)
      this.status.set({ fill: 'yellow', shape: 'ring', text: `${unknown.alarm}: ${reason}` })
    } else if (unusable !== undefined) {
      this.status.set(unusableStatus(unusable))
    } else {
      this.status.set({ fill: 'green', shape: 'dot', text: measured })
    }
  }
}
