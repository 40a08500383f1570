import { DepthError, messageOf } from '../errors'
import type { Size } from '../frames/image-frame'
import { requireSharp } from './sharp'

/**
 * The size of an encoded picture, upright (EXIF orientation applied), from its header alone.
 *
 * @throws DepthError PICTURE_INVALID when the header cannot be read
 */
export async function readHeader(bytes: Uint8Array, source: string): Promise<Size> {
  // The limit on pixels is the caller's to check, who can name the size.
  const header = requireSharp()(bytes, { limitInputPixels: false })
  try {
    return (await header.metadata()).autoOrient
  } catch (cause) {
    throw new DepthError(
      'PICTURE_INVALID',
      `The header of ${source} cannot be read: ${messageOf(cause)}.`,
      { cause },
    )
  }
}
