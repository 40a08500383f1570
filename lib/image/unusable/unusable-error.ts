import { DepthError } from '../../errors'
import type { UnusableReason } from '../../frames/unusable'
import { judgments } from './judgments'

/**
 * The error for an image that cannot be trusted.
 *
 * @param source names the image or its camera
 */
export function unusableError(
  source: string,
  reason: UnusableReason,
  frozenMs: number,
): DepthError {
  return new DepthError('IMAGE_UNUSABLE', `${source} ${judgments[reason].text(frozenMs)}`)
}
