import type { DecodedPixels } from '../frames/image-frame'
import type { Measured } from '../timing/timeline'

/** The stage `decode` of pixels that an image was asked for. */
export function decodeStage({ start, ms, shared }: DecodedPixels): Measured {
  return { stage: 'decode', at: start, ms, includes: ['resize'], ...(shared ? { shared } : {}) }
}
