import type { SharpInput, SharpOptions } from 'sharp'
import { DepthError, messageOf } from '../errors'
import type { Pixels, Size } from '../frames/image-frame'
import type { Crop } from './crop'
import { requireSharp } from './sharp'

/** What sharp decodes. */
export interface DecodeInput {
  readonly bytes: SharpInput
  readonly options: SharpOptions
  /** The first three channels are blue, green, red. */
  readonly bgr?: boolean
}

/** An image to decode, its name in errors and its crop. */
interface DecodeJob extends DecodeInput {
  readonly source: string
  readonly crop?: Crop | undefined
}

const blueFirst: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
]

/**
 * An image's pixels at `size`, upright, cropped, alpha flattened on black, in 8-bit sRGB. One
 * chain in sharp's threads, in which a JPEG that is not cropped shrinks while it is read.
 *
 * @throws DepthError IMAGE_DAMAGED when the body cannot be decoded
 */
export async function decode(job: DecodeJob, size: Size): Promise<Pixels> {
  const chain = requireSharp()(job.bytes, job.options).autoOrient()
  if (job.crop !== undefined) chain.extract({ ...job.crop })
  chain
    .flatten({ background: '#000' })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .toColorspace('srgb')
  if (job.bgr === true) chain.recomb(blueFirst)
  try {
    const buffer = await chain.raw().toBuffer()
    return { ...size, data: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) }
  } catch (cause) {
    throw new DepthError(
      'IMAGE_DAMAGED',
      `The body of ${job.source} is damaged and cannot be decoded: ${messageOf(cause)}. ` +
        'Check whether it was stored or sent completely.',
      { cause },
    )
  }
}
