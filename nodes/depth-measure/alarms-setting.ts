import { conditionNames, conditions, type ConditionName } from '../../lib/depth/alarms/conditions'
import type { AlarmRule, AlarmTarget } from '../../lib/depth/alarms/rule'
import { numberNames, type NumberName } from '../../lib/depth/regions/figures'
import { figureUnits, type FigureUnit } from '../../lib/depth/regions/reading'
import { DepthError, invalidSetting, messageOf } from '../../lib/errors'
import { number, oneOf, text } from '../../lib/node-red/checks'

/** Where a limit comes from. */
export const limitTypes = ['num', 'msg', 'flow', 'global', 'env'] as const

export type LimitType = (typeof limitTypes)[number]

/** A number, or where it comes from. */
export interface Limit {
  readonly value: string
  readonly type: LimitType
}

export const targetKinds = ['region', 'box'] as const

/** The figures that a limit may be compared with. */
export const comparedFigures = numberNames.filter(
  (name) => !Object.hasOwn(conditions, name),
) as readonly Exclude<NumberName, ConditionName>[]

/** An alarm as the dialog stores it. */
export interface StoredAlarm {
  readonly name: string
  readonly targetType: AlarmTarget['kind']
  readonly target: string
  readonly condition: ConditionName
  readonly figure: NumberName
  readonly limit: number | string
  readonly limitType: LimitType
  readonly unit: FigureUnit
  readonly other: string
  readonly hysteresis: number | string
  /** Seconds. */
  readonly onAfter: number | string
  readonly offAfter: number | string
}

/** An alarm, checked. */
export interface Alarm extends AlarmRule {
  readonly limit: Limit
}

/** What a new alarm of the dialog is. */
export const freshAlarm: StoredAlarm = {
  name: '',
  targetType: 'region',
  target: '',
  condition: 'nearer',
  figure: 'median',
  limit: '',
  limitType: 'num',
  unit: 'm',
  other: '',
  hysteresis: 0,
  onAfter: 0,
  offAfter: 0,
}

const mostAlarms = 100
const largestLimit = 1e6
const longestHoldS = 86_400

/**
 * Reads the setting with the alarms.
 *
 * @throws DepthError CONFIG_INVALID, which names the alarm and its field
 */
export function alarmsSetting(value: unknown): readonly Alarm[] {
  if (!Array.isArray(value) || value.length > mostAlarms) {
    throw invalidSetting('Alarms', `a list of at most ${mostAlarms} alarms`, value)
  }
  const alarms = value.map((entry: unknown, at) =>
    alarmOf(entry as Partial<StoredAlarm> | null, (field) => `Alarms: ${at + 1}, ${field}`),
  )
  const names = alarms.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice === undefined) return alarms
  throw invalidSetting('Alarms', 'a name of its own for each alarm', twice)
}

/** @param label how a field is called in an error */
function alarmOf(
  entry: Partial<StoredAlarm> | null,
  label: (field: string) => string = (field) => field,
): Alarm {
  const of = entry ?? {}
  const kind = oneOf(label('Watch'), targetKinds)(of.targetType)
  const condition = oneOf(label('On when'), conditionNames)(of.condition)
  const seconds = (field: string, stored: unknown) =>
    1000 * number(label(field), 0, longestHoldS)(stored)
  return {
    name: text(label('Name'))(of.name),
    target: {
      kind,
      name: kind === 'region' ? text(label('Region'))(of.target) : (of.target ?? ''),
    },
    condition,
    figure: oneOf(label('Figure'), comparedFigures)(of.figure),
    limit: limitSetting(label('Limit'))(of.limit, of.limitType),
    unit: conditions[condition].hasUnit ? oneOf(label('Unit'), figureUnits)(of.unit) : 'm',
    other: condition === 'apart' ? text(label('To region'))(of.other) : '',
    hysteresis: number(label('Hysteresis'), 0, largestLimit)(of.hysteresis),
    onMs: seconds('On after', of.onAfter),
    offMs: seconds('Off after', of.offAfter),
  }
}

/** Reads a number or where it comes from. */
export function limitSetting(name: string) {
  return (value: unknown, type: unknown): Limit => {
    const checked = oneOf(`${name}: type`, limitTypes)(type)
    if (checked === 'num') number(name, -largestLimit, largestLimit)(value)
    else text(name)(value)
    return { value: String(value), type: checked }
  }
}

/** What is wrong with one alarm of the dialog; undefined where nothing is. */
export function alarmProblem(alarm: StoredAlarm): string | undefined {
  try {
    alarmOf(alarm)
    return undefined
  } catch (thrown) {
    return thrown instanceof DepthError ? messageOf(thrown) : undefined
  }
}
