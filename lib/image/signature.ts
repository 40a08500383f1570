import type { ImageFrame, Size } from '../frames/image-frame'

/** The longer side of a signature, in pixels. A thing of 1 % of the image covers about 20 of its cells. */
const longestSide = 64

/** An image as a few gray cells, by which it is compared with others of the same camera. */
export interface Signature extends Size {
  /** Levels of 0 to 255, rows from the top. */
  readonly cells: Float32Array
}

/**
 * The signature of an image. A JPEG shrinks while it is read, in sharp's threads; noise of single
 * pixels and the blocks of a JPEG are gone in the cells.
 *
 * @throws DepthError IMAGE_DAMAGED, RUNTIME_MISSING
 */
export async function signatureOf(image: ImageFrame): Promise<Signature> {
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height))
  const size = {
    width: Math.max(1, Math.round(scale * image.width)),
    height: Math.max(1, Math.round(scale * image.height)),
  }
  const { data } = (await image.pixels(size)).pixels
  const cells = new Float32Array(size.width * size.height)
  // The weights of ITU-R BT.601.
  for (let i = 0; i < cells.length; i++) {
    cells[i] =
      0.299 * (data[3 * i] ?? 0) + 0.587 * (data[3 * i + 1] ?? 0) + 0.114 * (data[3 * i + 2] ?? 0)
  }
  return { ...size, cells }
}
