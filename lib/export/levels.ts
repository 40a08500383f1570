import type { DepthRange } from '../frames/depth-frame'
import type { DepthKind } from '../frames/depth-kinds'

/** How values become whole numbers of 16 bits and back: `value = scale * level + offset`. */
export interface Scaling {
  readonly scale: number
  readonly offset: number
}

/** The level of a place that has no value, as in ROS (REP 118) and Open3D. */
export const noLevel = 0
const largestLevel = 65_535

/**
 * Where the levels of a frame come from: whole millimeters for metric depth and the frame's own range
 * for any other; the frame's own range; or two fixed values, so that levels of several frames can be
 * compared.
 */
export type LevelChoice =
  | { readonly mode: 'auto' | 'frame' }
  | { readonly mode: 'fixed'; readonly min: number; readonly max: number }

const millimeters: Scaling = { scale: 0.001, offset: 0 }

/** @param range of the frame's finite values */
export function scalingFor(choice: LevelChoice, kind: DepthKind, range: DepthRange): Scaling {
  if (choice.mode === 'auto' && kind === 'metric') return millimeters
  const { min, max } = choice.mode === 'fixed' ? choice : range
  // Where all values are the same, any scale will do.
  const scale = max > min ? (max - min) / (largestLevel - 1) : 1
  return { scale, offset: min - scale }
}

/** Levels, and how many finite values had none. */
export interface Levels {
  readonly levels: Uint16Array<ArrayBuffer>
  readonly outside: number
}

/**
 * Values as levels from 1 to 65,535, rounded: `value` and `scale * level + offset` differ by half of
 * `scale` at most. A value outside is no value, since the nearest level would be a wrong one.
 */
export function toLevels(values: Float32Array, { scale, offset }: Scaling): Levels {
  const levels = new Uint16Array(values.length)
  let outside = 0
  for (let i = 0; i < values.length; i++) {
    const level = Math.round(((values[i] ?? NaN) - offset) / scale)
    if (level > noLevel && level <= largestLevel) levels[i] = level
    else if (Number.isFinite(level)) outside++
  }
  return { levels, outside }
}

/** Levels as values; NaN where there is none. */
export function fromLevels(
  levels: Uint16Array,
  { scale, offset }: Scaling,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(levels.length)
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] ?? noLevel
    values[i] = level === noLevel ? NaN : scale * level + offset
  }
  return values
}
