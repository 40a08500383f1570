import type { NumberName, RegionFigures } from '../regions/figures'
import type { FigureUnit } from '../regions/reading'
import type { UnknownReason } from './reasons'

/** Which way a level has to go from its limit to set an alarm on. */
export type Direction = 'above' | 'below'

/** A level that is compared with a limit, or why there is none. */
export type Level = number | UnknownReason

interface Condition {
  /** Whether the rule says which figure is compared. */
  readonly hasFigure: boolean
  /** Whether the limit has the rule's unit; other limits are shares or always meters. */
  readonly hasUnit: boolean
  readonly direction: (unit: FigureUnit) => Direction
  readonly levelOf: (figures: RegionFigures, subject: Subject) => Level
}

/** What else a condition needs besides a region's figures. */
interface Subject {
  readonly figure: NumberName
  /** The unit of the rule's limit. */
  readonly unit: FigureUnit
  /** The region that the distance is measured to; undefined where there is none of that name. */
  readonly other: RegionFigures | undefined
}

/** A distance is small where a thing is near, nearness is large. */
const towards = (unit: FigureUnit): Direction => (unit === 'm' ? 'below' : 'above')
const away = (unit: FigureUnit): Direction => (unit === 'm' ? 'above' : 'below')

const figure = (figures: RegionFigures, subject: Subject): Level =>
  figures.unit === subject.unit ? (figures[subject.figure] ?? 'no value') : 'wrong unit'

/** When an alarm is on. */
export const conditions = {
  nearer: { hasFigure: true, hasUnit: true, direction: towards, levelOf: figure },
  farther: { hasFigure: true, hasUnit: true, direction: away, levelOf: figure },
  /** The share of the region that is nearer than the node's limit. */
  share: {
    hasFigure: false,
    hasUnit: false,
    direction: () => 'above',
    levelOf: ({ unit, share, reason }, subject) => {
      if (unit !== subject.unit) return 'wrong unit'
      if (reason !== undefined) return 'no value'
      return share ?? 'no limit'
    },
  },
  /** Nearer or farther than when it was empty, by more than the limit. */
  change: {
    hasFigure: false,
    hasUnit: true,
    direction: () => 'above',
    levelOf: ({ unit, change, reason }, subject) => {
      if (unit !== subject.unit) return 'wrong unit'
      if (reason !== undefined) return 'no value'
      return change === null ? 'no reference' : Math.abs(change)
    },
  },
  /** Nearer to another region than so many meters. */
  apart: {
    hasFigure: false,
    hasUnit: false,
    direction: () => 'below',
    levelOf: (figures, { other }) => {
      if (other === undefined) return 'no region'
      if (figures.unit !== 'm') return 'wrong unit'
      if (figures.reason !== undefined || other.reason !== undefined) return 'no value'
      const [from, to] = [figures.position, other.position]
      if (from === null || to === null) return 'no field of view'
      return Math.hypot(from.x - to.x, from.y - to.y, from.z - to.z)
    },
  },
} as const satisfies Readonly<Record<string, Condition>>

export type ConditionName = keyof typeof conditions

export const conditionNames = Object.keys(conditions) as readonly ConditionName[]
