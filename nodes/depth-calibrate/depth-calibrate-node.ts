import type { Node, NodeAPI, NodeStatus } from 'node-red'
import { now } from '../../lib/clock'
import { calibrationProblems } from '../../lib/depth/calibration/calibrate'
import { KeyCalibration } from '../../lib/depth/calibration/key-calibration'
import type { Reference } from '../../lib/depth/calibration/reference'
import { DepthError } from '../../lib/errors'
import type { FrameCalibration } from '../../lib/frames/calibration'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { requireUsable } from '../../lib/frames/require-usable'
import { depthFrameFrom } from '../../lib/node-red/frame-input'
import { groupKey } from '../../lib/node-red/group-key'
import { KeptValue } from '../../lib/node-red/kept-value'
import { annotate, getProperty, setProperty, type FlowMessage } from '../../lib/node-red/message'
import type { Send } from '../../lib/node-red/on-input'
import type { MessageHandler } from '../../lib/node-red/set-up'
import { ThrottledStatus, unusableStatus } from '../../lib/node-red/status'
import type { Views } from '../../lib/node-red/views/views'
import { Warnings } from '../../lib/node-red/warnings'
import { RecentlyUsed } from '../../lib/timing/recently-used'
import { calibrateStatus } from './calibrate-status'
import type { CalibrateSettings } from './config'
import { messageEntries, placed } from './message-references'
import { restoredReferences } from './references-setting'

const longestKey = 200
const mostKeys = 64

/** What is known of one key. */
interface KeyState {
  /** Undefined without references. */
  readonly calibration: KeyCalibration | undefined
  last?: DepthFrame
}

/** What one calibrate depth node does with its messages. */
export class DepthCalibrateNode implements MessageHandler {
  readonly #RED: NodeAPI
  readonly #node: Node
  readonly #settings: CalibrateSettings
  readonly #views: Views
  readonly #warnings: Warnings
  readonly #kept: KeptValue
  readonly #keys = new RecentlyUsed<string, KeyState>(mostKeys)
  /** The references that messages brought; for their keys those of the dialog do not count. */
  readonly #fromMessages = new RecentlyUsed<string, readonly Reference[]>(mostKeys)
  readonly status: ThrottledStatus
  #isRestored: Promise<void> | undefined
  #shown = ''

  constructor(RED: NodeAPI, node: Node, views: Views, settings: CalibrateSettings) {
    this.#RED = RED
    this.#node = node
    this.#settings = settings
    this.#views = views
    this.status = new ThrottledStatus(node)
    this.#warnings = new Warnings(node)
    this.#kept = new KeptValue(
      RED,
      node,
      'references',
      'The references of msg.calibrate',
      this.#warnings,
    )
    this.#isRestored = this.#restore()
    if (settings.references.size === 0) this.#show(calibrateStatus(RED, undefined))
  }

  async handle(msg: FlowMessage, send: Send): Promise<void> {
    if (this.#isRestored !== undefined) await this.#isRestored
    try {
      this.#calibrate(msg, send)
    } catch (thrown) {
      // The status shows the error until the next frame.
      this.#shown = ''
      throw thrown
    }
  }

  close(removed: boolean): void {
    this.status.close()
    if (removed) this.#views.forget(this.#node.id)
  }

  #calibrate(msg: FlowMessage, send: Send): void {
    const { property, key } = this.#settings
    const group = groupKey(getProperty(this.#RED, msg, key)).slice(0, longestKey)
    const value = getProperty(this.#RED, msg, property)
    const request = msg['calibrate']
    const isRequestAlone = value === undefined && request !== undefined
    const frame = depthFrameFrom(
      isRequestAlone ? this.#keys.peek(group)?.last : value,
      `msg.${property}`,
    )
    if (request !== undefined) this.#place(group, request, frame)
    if (isRequestAlone) return
    const at = now()
    const { frame: result, calibration } = this.#apply(group, frame)
    const measured = [{ stage: 'calibrate', at, ms: now() - at }] as const
    setProperty(this.#RED, msg, property, result)
    annotate(msg, this.#node, measured, frame.image?.id)
    send(msg)
    this.#show(
      frame.unusable === undefined
        ? calibrateStatus(this.#RED, calibration)
        : unusableStatus(frame.unusable),
    )
  }

  async #restore(): Promise<void> {
    for (const [key, references] of restoredReferences(await this.#kept.get())) {
      this.#fromMessages.set(key, references)
    }
    this.#isRestored = undefined
  }

  /** @throws DepthError INPUT_UNSUPPORTED, IMAGE_UNUSABLE, CALIBRATION_INVALID; the references before are kept then */
  #place(key: string, request: unknown, frame: DepthFrame): void {
    const entries = messageEntries(request)
    if (entries.length > 0)
      requireUsable(frame, 'its depth gives no references. Those before are kept')
    const references = placed(entries, frame)
    const calibration = this.#calibrationOf(references)
    const problem = calibration?.problem
    if (problem !== undefined) {
      throw new DepthError('CALIBRATION_INVALID', calibrationProblems[problem])
    }
    this.#fromMessages.set(key, references)
    // None: those of the dialog count again.
    if (references.length === 0) this.#fromMessages.delete(key)
    this.#keys.set(key, { calibration: calibration ?? this.#fromDialog(key), last: frame })
    this.#kept.set(Object.fromEntries(this.#fromMessages.entries()))
  }

  #apply(
    key: string,
    frame: DepthFrame,
  ): { readonly frame: DepthFrame; readonly calibration: FrameCalibration | undefined } {
    const state = this.#keys.get(key, () => ({ calibration: this.#calibrationFor(key) }))
    state.last = frame
    this.#views.show(this.#node.id, key, frame)
    return state.calibration?.apply(frame) ?? { frame, calibration: undefined }
  }

  #calibrationFor(key: string): KeyCalibration | undefined {
    const fromMessages = this.#fromMessages.peek(key)
    return fromMessages === undefined ? this.#fromDialog(key) : this.#calibrationOf(fromMessages)
  }

  #fromDialog(key: string): KeyCalibration | undefined {
    const calibration = this.#calibrationOf(this.#settings.references.get(key) ?? [])
    const problem = calibration?.problem
    if (problem !== undefined) {
      const name = key === '' ? '' : ` of "${key}"`
      const message = `The references${name} give no calibration. ${calibrationProblems[problem]}`
      this.#warnings.report([{ kind: `references of ${key}`, message }])
    }
    return calibration
  }

  #calibrationOf(references: readonly Reference[]): KeyCalibration | undefined {
    const { live: isLive, hold = 0 } = this.#settings
    return references.length === 0
      ? undefined
      : new KeyCalibration(references, { isLive, holdMs: 1000 * hold })
  }

  /** A status that stays the same is not sent again, so that a stream of frames costs no timer. */
  #show(status: NodeStatus): void {
    const { text = '' } = status
    if (text === this.#shown) return
    this.#shown = text
    this.status.set(status)
  }
}
