import { now } from '../clock'
import { DepthError } from '../errors'
import type { Crop } from '../frames/crop'
import { ImageFrame, type ImageFrameInit } from '../frames/image-frame'
import type { Measured } from '../timing/timeline'
import { appliedCrop, checkCrop } from './crop'
import { decode } from './decode'
import { cameraOf, croppedCamera, type Lens } from './lens'
import { readEncoded } from './encoded'
import { openSource } from './sources'
import type { OpenedImage, SourceRules } from './sources/image-source'

const defaultLimits = {
  maxPixels: 100_000_000,
  maxBytes: 64 * 2 ** 20,
  timeoutMs: 10_000,
} as const

/** All limits have a default: 100 megapixels, 64 MiB, 10 s for a URL. */
export interface LoadOptions extends Partial<SourceRules> {
  /** What the value is called in errors and in the frame's `source`, such as `msg.payload`. */
  readonly label: string
  readonly crop?: Crop | undefined
  /** The lens that took the whole image; without it, a frame keeps what is known about its own. */
  readonly lens?: Lens | undefined
}

/** What a camera knows about its images. */
export type Capture = Pick<ImageFrameInit, 'captured' | 'sequence' | 'live'>

interface LoadedImage {
  readonly frame: ImageFrame
  /** The stage `read`, where a file or a URL had to be read. */
  readonly measured: readonly Measured[]
}

/**
 * Makes an ImageFrame from whatever a camera, file or HTTP node emits: each kind of value in the
 * table of sources. The header, the number of pixels and the end of the image are checked; nothing
 * is decoded yet.
 *
 * @throws DepthError with every code that begins with INPUT, IMAGE (except IMAGE_DAMAGED), CROP, FILE
 * and URL, RUNTIME_MISSING without sharp, and CLOSED when `signal` ends the reading
 */
export async function loadImage(value: unknown, options: LoadOptions): Promise<LoadedImage> {
  const arrived = now()
  const rules = { ...defaultLimits, ...options }
  const image = await openSource(value, options.label, rules)
  const measured = image.read === undefined ? [] : [image.read]
  const { captured = arrived, sequence, live = false } = image.frame ?? {}
  const capture = { captured, live, ...(sequence !== undefined && { sequence }) }
  return { frame: frameFrom(image, rules, capture), measured }
}

/**
 * Makes an ImageFrame of an encoded image that is in memory, as `loadImage` does.
 *
 * @param source names the image, in errors and in the frame
 */
export async function loadEncoded(
  bytes: Buffer,
  source: string,
  rules: Pick<SourceRules, 'maxPixels'> & Pick<LoadOptions, 'lens'>,
  capture: Capture,
): Promise<ImageFrame> {
  const image = await readEncoded(() => Promise.resolve(bytes), source, rules.maxPixels)
  return frameFrom(image, rules, capture)
}

function frameFrom(
  image: OpenedImage,
  { crop, lens, maxPixels }: Pick<SourceRules, 'maxPixels'> & Pick<LoadOptions, 'crop' | 'lens'>,
  capture: Capture,
): ImageFrame {
  const camera = lens === undefined ? image.frame?.camera : cameraOf(lens, image.size)
  if (image.frame !== undefined && crop === undefined) {
    const same = camera === undefined || camera === image.frame.camera
    return same ? image.frame : image.frame.withCamera(camera)
  }
  checkSize(image, maxPixels)
  const whole = frameOf(image, capture, crop)
  if (camera === undefined) return whole
  return whole.withCamera(crop === undefined ? camera : croppedCamera(camera, crop))
}

function frameOf(image: OpenedImage, capture: Capture, crop?: Crop): ImageFrame {
  const { input, size: whole, source, format, encoded } = image
  if (crop !== undefined) checkCrop(crop, whole, source)
  const { width, height } = crop ?? whole
  return new ImageFrame({
    source,
    format,
    ...(encoded === undefined ? { sourceBytes: 3 * whole.width * whole.height } : { encoded }),
    width,
    height,
    ...capture,
    ...(image.frame?.unusable !== undefined && { unusable: image.frame.unusable }),
    ...(crop === undefined ? {} : { crop: appliedCrop(crop, whole, image.frame?.crop) }),
    decode: async (size) =>
      decode({ ...(await input()), source, size: { width, height }, crop }, size),
  })
}

function checkSize({ size: { width, height }, source }: OpenedImage, maxPixels: number): void {
  if (width < 1 || height < 1) {
    throw new DepthError(
      'IMAGE_EMPTY',
      `${source} has no pixels (${width}x${height}). Check the node or device that sends it.`,
    )
  }
  if (width * height > maxPixels) {
    throw new DepthError(
      'IMAGE_TOO_LARGE',
      `${source} has ${width}x${height} pixels, more than the limit of ${maxPixels / 1e6} ` +
        'megapixels. Use a smaller image, or raise the limit in the node.',
    )
  }
}
