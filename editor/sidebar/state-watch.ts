import { monitorApi, type MonitorState } from './monitor-api'

/** At most two updates a second. */
const spacingMs = 500

/** Node-RED cannot be reached, or its routes are not there: both may change. */
const retryMs = 5000

/** Asks for the state now and then while it is on, and does nothing while it is off. */
export class StateWatch {
  readonly #receive: (state: MonitorState | undefined) => void
  #timer: number | undefined
  #isOn = false
  #isAsking = false

  /** @param receive gets the state; undefined where Node-RED does not answer */
  constructor(receive: (state: MonitorState | undefined) => void) {
    this.#receive = receive
  }

  turn(isOn: boolean): void {
    this.#isOn = isOn
    window.clearTimeout(this.#timer)
    if (isOn && !this.#isAsking) void this.#ask()
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    const state = await monitorApi.state().catch(() => undefined)
    this.#isAsking = false
    if (!this.#isOn) return
    this.#receive(state)
    const pause = state === undefined ? retryMs : spacingMs
    this.#timer = window.setTimeout(() => void this.#ask(), pause)
  }
}
