import { DepthError } from '../errors'
import { ImageFrame, type Size } from '../frames/image-frame'
import { checkCrop, type Crop } from './crop'
import { decode, type DecodeInput } from './decode'

/** An image whose header has been read, from whichever source. */
export interface OpenedImage {
  /** Upright, before any crop. */
  readonly size: Size
  /** For people; see ImageFrame. */
  readonly source: string
  readonly format: string
  readonly encoded?: Buffer
  /** What sharp decodes; asked for at each decode. */
  readonly input: () => Promise<DecodeInput> | DecodeInput
}

export interface ImageRules {
  readonly maxPixels: number
  readonly crop?: Crop | undefined
}

/**
 * An image as a frame that decodes on demand.
 *
 * @throws DepthError IMAGE_EMPTY, IMAGE_TOO_LARGE, CROP_INVALID
 */
export function frameOf(image: OpenedImage, { maxPixels, crop }: ImageRules): ImageFrame {
  const { input, size: whole, ...about } = image
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
    throw new DepthError('IMAGE_EMPTY', `${source} has no pixels (${width}x${height}).`)
  }
  if (width * height > maxPixels) {
    throw new DepthError(
      'IMAGE_TOO_LARGE',
      `${source} has ${width}x${height} pixels, more than the limit of ${maxPixels / 1e6} ` +
        'megapixels. Use a smaller image, or raise the limit in the node.',
    )
  }
}
