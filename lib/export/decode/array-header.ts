import type { Size } from '../../frames/image-frame'

/** The types of numbers that become depth, with their bytes and as NumPy writes them. */
export const numberTypes = {
  float32: { bytes: 4, descr: '<f4' },
  float64: { bytes: 8, descr: '<f8' },
  uint16: { bytes: 2, descr: '<u2' },
} as const

export type NumberType = keyof typeof numberTypes

/** Numbers row by row from the top, and where they begin in a file. */
export interface ArrayHeader extends Size {
  readonly type: NumberType
  readonly start: number
}
