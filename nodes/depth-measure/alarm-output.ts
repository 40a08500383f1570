import type { NodeAPI } from 'node-red'
import { now } from '../../lib/clock'
import { AlarmBoard, type AlarmReport } from '../../lib/depth/alarms/alarm-board'
import type { Sample } from '../../lib/depth/alarms/rule'
import { onFlowsStarted } from '../../lib/node-red/flows-started'
import type { FlowMessage } from '../../lib/node-red/message'
import type { Alarm } from './alarms-setting'

export interface AlarmOutputOptions {
  readonly alarms: readonly Alarm[]
  readonly silenceMs: number
  /** 0 for no repetition. */
  readonly repeatMs: number
  /** Sends to the second output. */
  readonly send: (messages: FlowMessage[]) => void
  /** Called when alarms have become unknown without a frame. */
  readonly onSilence: (reports: readonly AlarmReport[]) => void
}

const mostKeys = 64
const longestCheckMs = 1000

/**
 * The alarms of a node as messages: of all once the flow runs, of each that changes, and of all again
 * every so often. A timer of its own finds out that no frame comes.
 */
export class AlarmOutput {
  readonly #RED: NodeAPI
  readonly #options: AlarmOutputOptions
  readonly #board: AlarmBoard
  readonly #timers: NodeJS.Timeout[] = []
  #stopWaiting: (() => void) | undefined

  constructor(RED: NodeAPI, options: AlarmOutputOptions) {
    const { alarms, silenceMs, repeatMs } = options
    this.#RED = RED
    this.#options = options
    this.#board = new AlarmBoard(alarms, { silenceMs, keys: mostKeys })
    if (alarms.length === 0) return
    this.#stopWaiting = onFlowsStarted(RED, () => this.#send(this.#board.reports))
    this.#every(Math.min(longestCheckMs, silenceMs / 4), () => this.#checkSilence())
    if (repeatMs > 0) this.#every(repeatMs, () => this.#send(this.#board.reports))
  }

  /** The states as they are now. */
  get reports(): readonly AlarmReport[] {
    return this.#board.reports
  }

  /** Judges what was measured in a frame. */
  judge(key: string, sample: Sample, limits: readonly (number | undefined)[]): void {
    this.#send(this.#board.judge(key, sample, limits, now()))
  }

  close(): void {
    this.#stopWaiting?.()
    for (const timer of this.#timers) clearInterval(timer)
  }

  #checkSilence(): void {
    const silent = this.#board.silence(now())
    if (silent.length === 0) return
    this.#send(silent)
    this.#options.onSilence(silent)
  }

  #every(ms: number, what: () => void): void {
    const timer = setInterval(what, ms)
    timer.unref()
    this.#timers.push(timer)
  }

  #send(reports: readonly AlarmReport[]): void {
    if (reports.length > 0) this.#options.send(reports.map((report) => this.#message(report)))
  }

  #message({ alarm, state, ...report }: AlarmReport): FlowMessage {
    return { _msgid: this.#RED.util.generateId(), topic: alarm, payload: state, ...report }
  }
}
