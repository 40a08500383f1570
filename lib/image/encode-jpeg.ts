import type { Pixels } from '../frames/image-frame'
import { requireSharp } from './sharp'

/**
 * Pixels as a JPEG, in sharp's threads.
 *
 * @param quality 1 to 100
 */
export function encodeJpeg({ data, width, height }: Pixels, quality: number): Promise<Buffer> {
  return requireSharp()(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
}
