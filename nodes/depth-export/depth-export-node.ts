import type { Node, NodeAPI } from 'node-red'
import { now } from '../../lib/clock'
import { headerOf, type DepthHeader } from '../../lib/export/depth-header'
import type { WriteRules } from '../../lib/export/destination'
import { exportDepth, type ExportedDepth } from '../../lib/export/export-depth'
import { nameFrom, pathIn } from '../../lib/export/file-name'
import { exportFormats } from '../../lib/export/format-names'
import { writeRecord } from '../../lib/export/record'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { setContentType } from '../../lib/node-red/content-type'
import { depthFrameFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus } from '../../lib/node-red/status'
import { Warnings } from '../../lib/node-red/warnings'
import { OrderedQueue } from '../../lib/queue/ordered-queue'
import { isTiming } from '../../lib/timing/timeline'
import { exportOptions, type ExportSettings } from './config'

/** Memory for a file is taken by one depth map at a time. */
const queueOptions = {
  atOnce: 1,
  limit: 50,
  remedy: 'Send fewer, or choose a smaller size or another format in the dialog.',
} as const

/** What one export depth node does with its messages. */
export class DepthExportNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: ExportSettings
  readonly #rules: WriteRules
  readonly status: ThrottledStatus
  readonly #warnings: Warnings
  readonly #queue = new OrderedQueue<void>(queueOptions)
  #closed = false

  constructor(RED: NodeAPI, node: Node, settings: ExportSettings, rules: WriteRules) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#rules = rules
    this.status = new ThrottledStatus(node)
    this.#warnings = new Warnings(node)
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    const { property, outputProperty, format, key: keyProperty } = this.#settings
    const frame = depthFrameFrom(getProperty(this.#RED, msg, property), `msg.${property}`)
    const key = groupKey(getProperty(this.#RED, msg, keyProperty))
    const path = this.#pathFor(msg, frame, key)
    await this.#queue.run(async (waited) => {
      const started = now()
      const exported = await exportDepth(frame, exportOptions(this.#settings))
      annotate(msg, this.#node, [...waited, ...exported.measured], frame.image?.id)
      const timing = isTiming(msg['timing']) ? msg['timing'] : undefined
      const header = headerOf(frame, { format, ...exported, key, timing })
      const result =
        path === undefined
          ? exported.bytes
          : await this.#write(msg, path, exported.bytes, frame, header)
      msg['depth'] = header
      setProperty(this.#RED, msg, outputProperty, result)
      const isAnswer = outputProperty === 'payload' && path === undefined
      if (isAnswer) setContentType(msg, exportFormats[format].mime)
      send(msg)
      this.#report(exported, now() - started)
    })
  }

  close(): void {
    this.#closed = true
    this.#queue.close()
    this.status.close()
  }

  /** Where the depth is written; undefined where it goes into the message. */
  #pathFor(msg: FlowMessage, frame: DepthFrame, key: string): string | undefined {
    const { filename, filenameType, format } = this.#settings
    if (filename === undefined) return undefined
    if (filenameType === 'msg') {
      return pathIn(getProperty(this.#RED, msg, filename), `msg.${filename}`)
    }
    const { captured, model } = frame
    return nameFrom(filename, { key, captured, model, extension: exportFormats[format].extension })
  }

  async #write(
    msg: FlowMessage,
    path: string,
    bytes: Buffer,
    frame: DepthFrame,
    header: DepthHeader,
  ): Promise<string> {
    const { withImage, withIndex } = this.#settings
    const at = now()
    const options = { ...this.#rules, withImage, withIndex }
    const file = await writeRecord(path, bytes, frame, header, options)
    annotate(msg, this.#node, [{ stage: 'write', at, ms: now() - at }])
    return file
  }

  #report({ size, outside }: ExportedDepth, ms: number): void {
    if (this.#closed) return
    const { width, height } = size
    if (outside > 0) {
      const share = `${outside} of ${width * height} depth values`
      const message =
        `${share} lie outside of what the 16 bits of this format stand for, and are written as 0, ` +
        'which means no value. Choose a wider range, or a format of 32-bit floats.'
      this.#warnings.report([{ kind: 'outside', message }])
    }
    this.status.set({
      fill: 'green',
      shape: 'dot',
      text: `${width}x${height} ${this.#settings.format}, ${Math.round(ms)} ms`,
    })
  }
}
