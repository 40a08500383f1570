import type { Pixels, Size } from '../frames/image-frame'
import { requireSharp } from './sharp'

/**
 * Pixels as a small gray image, in sharp's threads.
 *
 * @returns one byte for each pixel of `size`, rows from the top
 * @throws DepthError RUNTIME_MISSING
 */
export async function grayCells({ data, width, height }: Pixels, size: Size): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 } as const
  const bytes = await requireSharp()(data, { raw, limitInputPixels: false })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .grayscale()
    .raw()
    .toBuffer()
  // A small Buffer is part of a larger one, which cannot be moved to a thread.
  return Uint8Array.from(bytes)
}
