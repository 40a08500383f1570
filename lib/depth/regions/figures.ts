import { unusableReasons } from '../../frames/unusable'
import type { FigureUnit } from './reading'

/** A place in space as the camera sees it, in meters: x to the right, y down, z away from it. */
export interface Position {
  readonly x: number
  readonly y: number
  readonly z: number
}

/** The nearest value of a region, in relative coordinates of the image. */
export interface NearestPoint {
  readonly x: number
  readonly y: number
  readonly value: number
  readonly position?: Position
}

/** Why a region has no figures. */
export const missingReasons = {
  outside: 'the region lies outside the image',
  'no value': 'there is no finite depth in the region',
  constant: 'the relative depth is the same everywhere',
  ...unusableReasons,
} as const

export type MissingReason = keyof typeof missingReasons

/** What a region measures: in meters, or as nearness from 0 (the farthest of the frame) to 1. */
export interface RegionFigures {
  readonly unit: FigureUnit
  readonly median: number | null
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
  /** Five percent of the region are nearer than this. */
  readonly near: number | null
  /** By percent, such as `95`. */
  readonly percentiles: Readonly<Record<string, number>>
  /** Share of the values that are nearer than the limit, 0 to 1; null where there is no such limit. */
  readonly share: number | null
  readonly nearest: NearestPoint | null
  /** Of the middle of the region at its median; null without meters or without a field of view. */
  readonly position: Position | null
  /** How much nearer the region is than when it was empty; null where that is not known. */
  readonly change: number | null
  /** Share of the region's values that are depth, 0 to 1. */
  readonly coverage: number
  readonly reason?: MissingReason
}

/** The figures of a region that has none. */
export function noFigures(unit: FigureUnit, reason: MissingReason): RegionFigures {
  return {
    unit,
    median: null,
    mean: null,
    min: null,
    max: null,
    near: null,
    percentiles: {},
    share: null,
    nearest: null,
    position: null,
    change: null,
    coverage: 0,
    reason,
  }
}

/** The figures that are one number: for gauges, sensors and alarms. */
export const numberNames = ['median', 'mean', 'min', 'max', 'near', 'share', 'change'] as const

export type NumberName = (typeof numberNames)[number]
