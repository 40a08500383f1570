import type { ImageFrame } from '../frames/image-frame'
import { now } from '../clock'
import type { Measured } from '../timing/timeline'
import type { Crop } from './crop'
import { encodedImage } from './encoded'
import { openSource } from './open-source'
import { frameOf, type OpenedImage } from './opened-image'
import { rawImage } from './sources/raw-pixels'
import type { TextRules } from './sources/text'

/** What an image may be and take unless told otherwise. */
export const defaultLimits = {
  maxPixels: 100_000_000,
  maxBytes: 64 * 2 ** 20,
  timeoutMs: 10_000,
} as const

export interface LoadOptions extends Partial<TextRules> {
  /** What the value is called in errors and in the frame's `source`, such as `msg.payload`. */
  readonly label: string
  /** Larger images are refused by their header, before anything is decoded. */
  readonly maxPixels?: number
  readonly crop?: Crop | undefined
}

export interface LoadedImage {
  readonly frame: ImageFrame
  /** The stage `read`, where a file or an address had to be read. */
  readonly measured: readonly Measured[]
}

/**
 * Makes an ImageFrame from whatever a camera, file or HTTP node emits (see `openSource`). The
 * header, the number of pixels and the end of the file are checked; nothing is decoded yet.
 *
 * @throws DepthError, each code that begins with INPUT, IMAGE (but IMAGE_DAMAGED), CROP, FILE
 * and URL, RUNTIME_MISSING without sharp, and CLOSED when `signal` ends the reading
 */
export async function loadImage(value: unknown, options: LoadOptions): Promise<LoadedImage> {
  const rules = { ...defaultLimits, ...options }
  const opened = openSource(value, options.label, rules)
  if (opened.kind === 'frame') {
    const { frame } = opened
    const isWhole = options.crop === undefined
    return { frame: isWhole ? frame : frameOf(frameImage(frame), rules), measured: [] }
  }
  if (opened.kind === 'raw') {
    return { frame: frameOf(rawImage(opened.pixels, opened.source), rules), measured: [] }
  }
  const at = now()
  const bytes = await opened.bytes()
  const read = { stage: 'read', at, ms: now() - at } as const
  const image = await encodedImage(bytes, opened.source, rules.maxPixels)
  return { frame: frameOf(image, rules), measured: opened.isRead ? [read] : [] }
}

/** A frame is an image too: a part of it is cut from its pixels at full size. */
function frameImage(frame: ImageFrame): OpenedImage {
  const { source, width, height, format } = frame
  const size = { width, height }
  const options = { raw: { ...size, channels: 3 }, limitInputPixels: false } as const
  const input = async () => ({ bytes: (await frame.pixels(size)).pixels.data, options })
  return { size, source, format, input }
}
