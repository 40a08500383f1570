import { lensLimits, type Lens } from '../image/lens'
import { number } from './checks'

/** How a dialog gives the lens of a camera: not at all, in degrees, or in pixels. */
export const lensTypes = ['unknown', 'fieldOfView', 'focalLength'] as const

type LensType = (typeof lensTypes)[number]

/** @throws DepthError CONFIG_INVALID */
export function lensValue(lensType: LensType, value: unknown): number | undefined {
  return lensType === 'unknown' ? undefined : number('Lens', 0.001, lensLimits[lensType])(value)
}

/** The lens that a dialog gives; undefined where it leaves it to the message, or to nobody. */
export function fixedLens(settings: {
  readonly lensType: string
  readonly lens: unknown
}): Lens | undefined {
  const { lensType, lens: value } = settings
  if (typeof value !== 'number') return undefined
  return lensType === 'fieldOfView' ? { fieldOfView: value } : { focalLength: value }
}
