import type { LostReason } from '../../frames/calibration'
import type { DepthFrame } from '../../frames/depth-frame'

/** What the frames of one calibration have in common: depth of another origin means other meters. */
export type Origin = Pick<
  DepthFrame,
  'kind' | 'model' | 'precision' | 'inputSize' | 'source' | 'crop' | 'anchor'
>

const fields = [
  'kind',
  'model',
  'precision',
  'inputSize',
  'source',
  'crop',
  'anchor',
] as const satisfies readonly (LostReason & keyof Origin)[]

/** Names of what sizes and crops consist of, so that their order does not matter. */
const parts = ['width', 'height', 'left', 'top', 'of']

export function originOf(frame: Origin): Origin {
  return Object.fromEntries(fields.map((field) => [field, frame[field]])) as unknown as Origin
}

/** The first thing that two origins differ in; undefined where they are the same. */
export function difference(a: Origin, b: Origin): (typeof fields)[number] | undefined {
  return fields.find((field) => textOf(a[field]) !== textOf(b[field]))
}

function textOf(value: Origin[keyof Origin]): string | undefined {
  return JSON.stringify(value, parts)
}
