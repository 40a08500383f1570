import type { DepthError } from '../errors'
import type { ImageFrame } from '../frames/image-frame'
import type { UnusableMode } from '../image/unusable/modes'
import { unusableError } from '../image/unusable/unusable-error'

export interface RefusalSettings {
  readonly unusable: UnusableMode
  /** Seconds; undefined where images are not judged. */
  readonly frozenAfter: number | undefined
}

/** The error for an image that a node does not send; undefined for one that it does. */
export function refusalOf(
  { unusable, source }: ImageFrame,
  { unusable: mode, frozenAfter = 0 }: RefusalSettings,
): DepthError | undefined {
  if (mode !== 'error' || unusable === undefined) return undefined
  return unusableError(source, unusable, 1000 * frozenAfter)
}
