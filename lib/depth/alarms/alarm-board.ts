import { judge, type Verdict } from './judge'
import type { UnknownReason } from './reasons'
import type { AlarmRule, Sample } from './rule'

type AlarmState = 'on' | 'off' | 'unknown'

/** The state of an alarm for one key. */
export interface AlarmReport {
  readonly alarm: string
  readonly state: AlarmState
  /** Why it is unknown. */
  readonly reason?: UnknownReason
  /** Undefined before the first frame. */
  readonly key: string | undefined
  /** The region or box that decided, its level and the limit, as of the last frame. */
  readonly region?: string
  readonly level?: number
  readonly limit?: number
}

export interface BoardOptions {
  /** Without a frame for so long, alarms of a key are unknown. */
  readonly silenceMs: number
  /** As many keys as are kept; the one whose last frame is oldest gives way. */
  readonly keys: number
}

/** An alarm of one key, with what it waits for. */
interface Alarm {
  report: AlarmReport
  pending?: { readonly isOn: boolean; readonly since: number } | undefined
}

interface KeyAlarms {
  readonly alarms: readonly Alarm[]
  lastFrame: number
  isSilent: boolean
  /** Whether any of its frames was in meters. */
  wasMetric: boolean
}

/**
 * The alarms of a node, for each key. They fail safe: what cannot be judged is unknown at once, and
 * becomes on or off only after it could be judged again for the hold time. Times are in milliseconds,
 * on the caller's clock.
 */
export class AlarmBoard {
  readonly #rules: readonly AlarmRule[]
  readonly #options: BoardOptions
  /** The key of the newest frame last. */
  readonly #keys = new Map<string, KeyAlarms>()

  constructor(rules: readonly AlarmRule[], options: BoardOptions) {
    this.#rules = rules
    this.#options = options
  }

  /** All states as they are now. Before the first frame, each alarm is unknown for no key. */
  get reports(): readonly AlarmReport[] {
    if (this.#keys.size === 0) return this.#rules.map(({ name }) => unknown(name, undefined))
    return [...this.#keys.values()].flatMap(({ alarms }) => alarms.map(({ report }) => report))
  }

  /**
   * Judges a frame.
   *
   * @param limits of the rules, in their order; undefined for one that is not a number
   * @returns the alarms whose state or reason has changed
   */
  judge(
    key: string,
    sample: Sample,
    limits: readonly (number | undefined)[],
    now: number,
  ): readonly AlarmReport[] {
    const found = this.#keys.get(key)
    const of = found ?? this.#start(key)
    this.#keys.delete(key)
    this.#keys.set(key, of)
    of.lastFrame = now
    of.isSilent = false
    of.wasMetric ||= sample.unit === 'm'
    const isLost = sample.isCalibrationLost || (of.wasMetric && sample.unit !== 'm')
    const changed = this.#rules.flatMap((rule, at) => {
      const alarm = of.alarms[at]
      if (alarm === undefined) return []
      const limit = limits[at]
      const verdict = judge(rule, sample, limit, alarm.report.state === 'off')
      return settle(alarm, rule, lostIf(isLost, verdict), limit, now) ? [alarm.report] : []
    })
    return [...changed, ...this.#forgetOldest()]
  }

  /** Makes the alarms of keys unknown that have had no frame for too long; returns those. */
  silence(now: number): readonly AlarmReport[] {
    return [...this.#keys.values()].flatMap((of) => {
      if (of.isSilent || now - of.lastFrame < this.#options.silenceMs) return []
      of.isSilent = true
      return silenced(of)
    })
  }

  #start(key: string): KeyAlarms {
    const alarms = this.#rules.map(({ name }) => ({ report: unknown(name, key) }))
    return { alarms, lastFrame: 0, isSilent: false, wasMetric: false }
  }

  #forgetOldest(): readonly AlarmReport[] {
    const [oldest] = this.#keys
    if (this.#keys.size <= this.#options.keys || oldest === undefined) return []
    this.#keys.delete(oldest[0])
    return silenced(oldest[1])
  }
}

function unknown(alarm: string, key: string | undefined): AlarmReport {
  return { alarm, state: 'unknown', reason: 'no frame', key }
}

/** @returns the alarms that were not unknown for that reason before */
function silenced({ alarms }: KeyAlarms): readonly AlarmReport[] {
  return alarms.flatMap((alarm) => {
    const { report } = alarm
    alarm.pending = undefined
    if (report.reason === 'no frame') return []
    alarm.report = unknown(report.alarm, report.key)
    return [alarm.report]
  })
}

function lostIf(isLost: boolean, verdict: Verdict): Verdict {
  return isLost && 'reason' in verdict && verdict.reason === 'wrong unit'
    ? { reason: 'calibration lost' }
    : verdict
}

/** Takes a verdict into account; returns whether the alarm's state or reason has changed. */
function settle(
  alarm: Alarm,
  { onMs, offMs }: AlarmRule,
  verdict: Verdict,
  limit: number | undefined,
  now: number,
): boolean {
  const { report: before } = alarm
  const { alarm: name, key } = before
  if ('reason' in verdict) {
    alarm.pending = undefined
    alarm.report = { alarm: name, state: 'unknown', reason: verdict.reason, key }
    return before.reason !== verdict.reason
  }
  const { isOn, level, region } = verdict
  const wanted = isOn ? 'on' : 'off'
  if (before.state === wanted) alarm.pending = undefined
  else if (alarm.pending?.isOn !== isOn) alarm.pending = { isOn, since: now }
  const hold = isOn ? onMs : offMs
  const hasHeld = alarm.pending === undefined || now - alarm.pending.since >= hold
  const state = hasHeld ? wanted : before.state
  if (hasHeld) alarm.pending = undefined
  alarm.report = {
    alarm: name,
    state,
    ...(state === 'unknown' ? { reason: 'settling' } : {}),
    key,
    ...(region === undefined ? {} : { region }),
    ...(level === undefined ? {} : { level }),
    ...(limit === undefined ? {} : { limit }),
  }
  return before.state !== state || before.reason !== alarm.report.reason
}
