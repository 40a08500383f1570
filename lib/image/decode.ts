import type { Sharp, SharpInput, SharpOptions } from 'sharp'
import { DepthError } from '../errors'
import type { Crop } from '../frames/crop'
import type { Decoded, ImageWarning, Pixels, Size } from '../frames/image-frame'
import { inDecodeSlot } from './decode-slots'
import { enlarge } from './enlarge'
import { startsAgain } from './jpeg'
import { isDeep, stretch, type PixelKind } from './levels'
import { isHarmless, objection, unsupportedImage } from './objections'
import { requireSharp } from './sharp'

/** What sharp decodes. */
export interface DecodeInput {
  readonly bytes: SharpInput
  readonly options: SharpOptions
  /** Of what kind its pixels are. */
  readonly kind: PixelKind
  /** The first three channels are blue, green, red. */
  readonly bgr?: boolean
  /** What is known about the image before it is decoded. */
  readonly warnings?: readonly ImageWarning[]
}

/** An image to decode, its name in errors, its size and its crop. */
export interface DecodeJob extends DecodeInput {
  readonly source: string
  /** Upright and after the crop. */
  readonly size: Size
  readonly crop?: Crop | undefined
}

const blueFirst: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
]

/**
 * An image's pixels at `size`, upright, cropped, alpha flattened on black, in 8-bit sRGB. One
 * chain in sharp's threads, in which a JPEG that is not cropped shrinks while it is read; an image
 * that is enlarged takes a second one.
 *
 * @throws DepthError IMAGE_DAMAGED when the body cannot be decoded, IMAGE_INVALID when it is of a
 * kind that is not supported
 */
export async function decode(job: DecodeJob, size: Size): Promise<Decoded> {
  return inDecodeSlot(async () => {
    const shrunk = {
      width: Math.min(size.width, job.size.width),
      height: Math.min(size.height, job.size.height),
    }
    const { pixels, warnings } = await decodeTolerantly(job, shrunk)
    return {
      pixels: await enlarge(pixels, size),
      warnings: [
        ...(job.warnings ?? []),
        ...warnings,
        ...(isUniform(pixels.data) ? [uniformWarning(job.source)] : []),
      ],
    }
  })
}

/** Decodes again, and warns, where libvips objects to something that does no harm. */
async function decodeTolerantly(job: DecodeJob, size: Size): Promise<Decoded> {
  try {
    return await decodeOnce(job, size)
  } catch (thrown) {
    if (!isHarmless(thrown)) throw asImageError(thrown, job)
    const warning = harmlessWarning(job.source, objection(thrown))
    // A few hundred warnings are an error of their own unless `unlimited` is set.
    const options = { ...job.options, failOn: 'truncated', unlimited: true } as const
    try {
      const { pixels, warnings } = await decodeOnce({ ...job, options }, size)
      return { pixels, warnings: [warning, ...warnings] }
    } catch (again) {
      throw asImageError(again, job)
    }
  }
}

async function decodeOnce(job: DecodeJob, size: Size): Promise<Decoded> {
  const visible = await eightBits(job, (image) => image.flatten({ background: '#000' }), size)
  // Black everywhere may come from an alpha that is 0 everywhere, as in a fourth byte never set.
  if (!job.kind.hasAlpha || !isUniform(visible.pixels.data)) return visible
  // In two steps, as a resize would take the colors from what is transparent.
  const whole = await eightBits(job, (image) => image.removeAlpha(), job.size)
  const pixels = await resized(whole.pixels.data, job.size, size)
  return isUniform(pixels.data)
    ? visible
    : { pixels, warnings: [...whole.warnings, transparentWarning(job.source)] }
}

/** The image without its alpha; what is deep is stretched where it would lose its contrast. */
async function eightBits(
  job: DecodeJob,
  withoutAlpha: (image: Sharp) => Sharp,
  size: Size,
): Promise<Decoded> {
  const chain = () => withoutAlpha(upright(job))
  const { kind, source } = job
  const stretched = isDeep(kind) ? await stretch(chain(), kind, source) : undefined
  if (stretched === undefined)
    return { pixels: await colors(resize(chain(), size), job, size), warnings: [] }
  const { bytes, warning } = stretched
  return { pixels: await resized(bytes, job.size, size), warnings: [warning] }
}

/** The whole or cropped image, upright. */
function upright({ bytes, options, crop }: DecodeJob): Sharp {
  const chain = requireSharp()(bytes, options).autoOrient()
  return crop === undefined ? chain : chain.extract({ ...crop })
}

function resize(chain: Sharp, size: Size): Sharp {
  return chain.resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
}

/** What a chain yields, in 8-bit sRGB. */
async function colors(chain: Sharp, { bgr }: Pick<DecodeJob, 'bgr'>, size: Size): Promise<Pixels> {
  chain.toColorspace('srgb')
  if (bgr === true) chain.recomb(blueFirst)
  const data = await chain.raw().toBuffer()
  return { ...size, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

function resized(bytes: Uint8Array, from: Size, to: Size): Promise<Pixels> {
  const raw = { width: from.width, height: from.height, channels: 3 } as const
  return colors(resize(requireSharp()(bytes, { raw, limitInputPixels: false }), to), {}, to)
}

/** Whether all pixels have the same color: each equals the one before it. */
function isUniform(data: Uint8Array): boolean {
  return Buffer.compare(data.subarray(3), data.subarray(0, -3)) === 0
}

function asImageError(thrown: unknown, { source, bytes }: DecodeJob): DepthError {
  if (thrown instanceof DepthError) return thrown
  const unsupported = unsupportedImage(thrown, source)
  if (unsupported !== undefined) return unsupported
  const remedy =
    Buffer.isBuffer(bytes) && startsAgain(bytes)
      ? 'Another image starts inside of it: cut the stream at the start of each image.'
      : 'Check whether it was stored or sent completely, and that no node writes into a Buffer after it sent it.'
  return new DepthError(
    'IMAGE_DAMAGED',
    `The body of ${source} is damaged and cannot be decoded: ${objection(thrown)}. ${remedy}`,
    { cause: thrown },
  )
}

function harmlessWarning(source: string, reason: string): ImageWarning {
  const message = `${source} breaks the rules of its format without harm (${reason}). It is used as it is.`
  return { kind: 'harmless-errors', message }
}

function transparentWarning(source: string): ImageWarning {
  const message = `${source} is transparent everywhere. Its colors are used without the transparency.`
  return { kind: 'transparent', message }
}

function uniformWarning(source: string): ImageWarning {
  const message = `${source} has one color everywhere, so its depth means nothing. Check what made it.`
  return { kind: 'uniform', message }
}
