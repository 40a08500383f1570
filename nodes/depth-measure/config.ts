import { boxFormatNames, type BoxFormat } from '../../lib/depth/regions/boxes'
import { numberNames, type NumberName } from '../../lib/depth/regions/figures'
import { figureUnits, type FigureUnit } from '../../lib/depth/regions/reading'
import { invalidSetting } from '../../lib/errors'
import {
  flag,
  number,
  oneOf,
  optional,
  text,
  when,
  wholeNumber,
  type Settings,
} from '../../lib/node-red/checks'
import { currentVersion } from '../../lib/node-red/migrations'
import type { Defaults, VersionedConfig } from '../../lib/node-red/stored-config'
import {
  alarmsSetting,
  limitSetting,
  limitTypes,
  type LimitType,
  type StoredAlarm,
} from './alarms-setting'
import { migrations } from './migrations'
import { regionsSetting, type StoredRegion } from './regions-setting'

const outputs = ['object', 'messages'] as const
const boxUnits = ['relative', 'pixels'] as const

/** What the dialog stores. */
export interface DepthMeasureConfig extends VersionedConfig {
  readonly property: string
  readonly outputProperty: string
  readonly key: string
  /** One object of all figures, or a message with one number for each region. */
  readonly output: (typeof outputs)[number]
  /** Which number that is. */
  readonly figure: NumberName
  readonly regions: readonly StoredRegion[]
  /** Whether the whole depth map is measured as well. */
  readonly whole: boolean
  /** Such as `5, 95`. */
  readonly percentiles: string
  /** What the share counts against; empty for none. */
  readonly near: number | string
  readonly nearType: LimitType
  readonly nearUnit: FigureUnit
  /** The property with the boxes. */
  readonly boxes: string
  readonly boxFormat: BoxFormat
  readonly boxUnit: (typeof boxUnits)[number]
  /** Pixels; both empty for those of the image. */
  readonly boxWidth: number | string
  readonly boxHeight: number | string
  /** Percent of the width and height of a box that are measured. */
  readonly boxPart: number | string
  readonly annotate: boolean
  readonly alarms: readonly StoredAlarm[]
  /** Seconds without a frame, after which alarms are unknown. */
  readonly silence: number | string
  /** Seconds between repetitions of the alarms' states; 0 for none. */
  readonly repeat: number | string
}

/** What the dialog of a fresh node stores. */
export const defaultConfig: Defaults<DepthMeasureConfig> = {
  configVersion: currentVersion(migrations),
  property: 'payload',
  outputProperty: 'payload',
  key: 'topic',
  output: 'object',
  figure: 'median',
  regions: [],
  whole: true,
  percentiles: '',
  near: '',
  nearType: 'num',
  nearUnit: 'm',
  boxes: 'boxes',
  boxFormat: 'corners',
  boxUnit: 'pixels',
  boxWidth: '',
  boxHeight: '',
  boxPart: 50,
  annotate: false,
  alarms: [],
  silence: 10,
  repeat: 0,
}

/** What each list of the dialog offers. */
export const choices = {
  output: outputs,
  figure: numberNames,
  nearUnit: figureUnits,
  boxFormat: boxFormatNames,
  boxUnit: boxUnits,
} as const

const mostPercentiles = 20
const largestSide = 100_000
const longestS = 86_400

function percentiles(value: unknown): readonly number[] {
  const parts = typeof value === 'string' ? value.split(/[\s,;]+/).filter(Boolean) : [NaN]
  const list = parts.map(Number)
  const areUsable = list.every((percent) => percent >= 0 && percent <= 100)
  if (areUsable && list.length <= mostPercentiles) return list
  throw invalidSetting(
    'Percentiles',
    `a list of at most ${mostPercentiles} numbers from 0 to 100`,
    value,
  )
}

/** Both sides are given, or none: then the pixels are those of the image. */
const boxSide = (name: string, other: 'boxWidth' | 'boxHeight') =>
  when(
    ({ boxUnit }: DepthMeasureConfig) => boxUnit === 'pixels',
    (value, config) => {
      const side = optional(wholeNumber(name, 1, largestSide))(value)
      if ((side === undefined) === (config[other] === '')) return side
      throw invalidSetting(name, 'a number, or both sides empty,', value)
    },
  )

const near = (value: unknown, { nearType }: DepthMeasureConfig) =>
  value === '' ? undefined : limitSetting('Near limit')(value, nearType)

const isOneNumber = ({ output }: DepthMeasureConfig) => output === 'messages'

/** How each setting is read, by the names that the dialog has for them. */
export const checks = {
  property: text('Depth'),
  outputProperty: text('Figures'),
  key: text('Group by'),
  output: oneOf('Output', choices.output),
  figure: when(isOneNumber, oneOf('Number', choices.figure)),
  regions: regionsSetting,
  whole: flag('Whole depth map'),
  percentiles,
  near,
  nearType: oneOf('Near limit', limitTypes),
  nearUnit: oneOf('Near limit', choices.nearUnit),
  boxes: text('Boxes'),
  boxFormat: oneOf('Boxes are', choices.boxFormat),
  boxUnit: oneOf('In', choices.boxUnit),
  boxWidth: boxSide('Size', 'boxHeight'),
  boxHeight: boxSide('Size', 'boxWidth'),
  boxPart: number('Measure', 1, 100),
  annotate: flag('Write msg.annotations'),
  alarms: alarmsSetting,
  silence: number('Time limit', 0.1, longestS),
  repeat: number('Repeat every', 0, longestS),
}

/** The settings of a node, checked. */
export type MeasureSettings = Settings<typeof checks>
