import { DepthError } from '../errors'
import { ImageFrame, type Size } from '../frames/image-frame'
import { checkCrop, type Crop } from './crop'
import { decode, type DecodeInput } from './decode'

/** A picture whose header has been read, from whichever source. */
export interface Picture {
  /** Upright, before any crop. */
  readonly size: Size
  /** For people; see ImageFrame. */
  readonly source: string
  readonly format: string
  readonly encoded?: Buffer
  /** What sharp decodes; asked for at each decode. */
  readonly input: () => Promise<DecodeInput> | DecodeInput
}

export interface PictureRules {
  readonly maxPixels: number
  readonly crop?: Crop | undefined
}

/**
 * A picture as a frame that decodes on demand.
 *
 * @throws DepthError PICTURE_EMPTY, PICTURE_TOO_LARGE, CROP_INVALID
 */
export function frameOf(picture: Picture, { maxPixels, crop }: PictureRules): ImageFrame {
  const { input, size: whole, ...about } = picture
  checkSize(whole, about.source, maxPixels)
  if (crop !== undefined) checkCrop(crop, whole, about.source)
  const { width, height } = crop ?? whole
  return new ImageFrame({
    ...about,
    width,
    height,
    decode: async (size) => decode({ ...(await input()), source: about.source, crop }, size),
  })
}

function checkSize({ width, height }: Size, source: string, maxPixels: number): void {
  if (width < 1 || height < 1) {
    throw new DepthError('PICTURE_EMPTY', `${source} has no pixels (${width}x${height}).`)
  }
  if (width * height > maxPixels) {
    throw new DepthError(
      'PICTURE_TOO_LARGE',
      `${source} has ${width}x${height} pixels, more than the limit of ${maxPixels / 1e6} ` +
        'megapixels. Use a smaller picture, or raise the limit in the node.',
    )
  }
}
