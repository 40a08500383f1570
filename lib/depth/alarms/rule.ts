import type { UnusableReason } from '../../frames/unusable'
import type { NumberName, RegionFigures } from '../regions/figures'
import type { FigureUnit } from '../regions/reading'
import type { ConditionName } from './conditions'

/** What an alarm watches: a region by its name, or every box of a label (empty: of any label). */
export interface AlarmTarget {
  readonly kind: 'region' | 'box'
  readonly name: string
}

/** When an alarm is on. */
export interface AlarmRule {
  readonly name: string
  readonly target: AlarmTarget
  readonly condition: ConditionName
  /** Which figure is compared, where the condition leaves that open. */
  readonly figure: NumberName
  readonly unit: FigureUnit
  /** The region that the distance is measured to, where the condition needs one. */
  readonly other: string
  /** How far beyond the limit the level has to go before the alarm ends, in the limit's unit. */
  readonly hysteresis: number
  /** How long the condition has to last before the alarm is on, and its absence before it is off. */
  readonly onMs: number
  readonly offMs: number
}

/** What was measured in one frame. */
export interface Sample {
  readonly unit: FigureUnit
  /** What calibrate depth says of the frame. */
  readonly isCalibrationLost: boolean
  /** Why the image cannot be trusted; undefined where it can. */
  readonly unusable?: UnusableReason | undefined
  readonly regions: ReadonlyMap<string, RegionFigures>
  /** Undefined where the message has no boxes; empty where nothing was detected. */
  readonly boxes: readonly MeasuredBox[] | undefined
}

interface MeasuredBox {
  readonly name: string
  readonly label: string
  readonly figures: RegionFigures
}
