import type { ImageFrame } from '../frames/image-frame'
import { loadEncoded } from '../image/load'
import { bodyError } from '../image/sources/url-answers'
import type { CameraSettings } from './settings'
import type { Shot } from './source'

/**
 * Makes a frame of what a camera sent. Its header is checked; nothing is decoded.
 *
 * @param shown the camera, without secrets
 * @throws DepthError IMAGE_EMPTY, IMAGE_INVALID, IMAGE_TRUNCATED, IMAGE_TOO_LARGE, RUNTIME_MISSING
 */
export async function frameOf(
  { bytes, at }: Shot,
  { maxPixels, lens }: CameraSettings,
  {
    shown,
    ...place
  }: { readonly shown: string; readonly sequence: number; readonly live: boolean },
): Promise<ImageFrame> {
  try {
    return await loadEncoded(bytes, shown, { maxPixels, lens }, { captured: at, ...place })
  } catch (thrown) {
    throw bodyError(thrown, bytes, shown)
  }
}
