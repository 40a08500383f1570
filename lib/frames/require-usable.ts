import { DepthError } from '../errors'
import type { DepthFrame } from './depth-frame'

/**
 * Refuses a frame that something is to be learned from, and whose image cannot be trusted.
 *
 * @param purpose completes "The image is too dark, so …"
 * @throws DepthError IMAGE_UNUSABLE
 */
export function requireUsable({ unusable }: DepthFrame, purpose: string): void {
  if (unusable === undefined) return
  throw new DepthError(
    'IMAGE_UNUSABLE',
    `The image is ${unusable}, so ${purpose}. Send a frame that shows the scene.`,
  )
}
