import { DepthError } from '../errors'
import { loadImage } from '../image/load'
import { described } from '../image/sources/described'
import { looksLikeClonedFrame } from '../frames/brand'
import { clonedFrameError } from '../frames/cloned-frame'
import { frameSummaryError } from '../frames/frame-summary'
import { isDepthFrame, type DepthFrame } from '../frames/depth-frame'
import { isImageFrame, type ImageFrame } from '../frames/image-frame'

/**
 * The ImageFrame in a message property.
 *
 * @param where names the property, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED
 */
export function imageFrameFrom(value: unknown, where: string): ImageFrame {
  if (isImageFrame(value)) return value
  const remedy = isDepthFrame(value)
    ? 'It has been through an infer depth node already.'
    : 'Put a "load image" node before this one.'
  throw wrongInput(value, where, 'an ImageFrame', remedy)
}

/**
 * The DepthFrame in a message property.
 *
 * @param where names the property, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED
 */
export function depthFrameFrom(value: unknown, where: string): DepthFrame {
  if (isDepthFrame(value)) return value
  throw wrongInput(value, where, 'a DepthFrame', 'Put an "infer depth" node before this one.')
}

/**
 * The ImageFrame or DepthFrame in a message property.
 *
 * @param where names the property, such as `msg.payload`
 * @throws DepthError INPUT_MISSING, INPUT_CLONED_FRAME, INPUT_UNSUPPORTED
 */
function frameFrom(value: unknown, where: string): ImageFrame | DepthFrame {
  if (isImageFrame(value) || isDepthFrame(value)) return value
  const remedy = 'Put a "load image" or "infer depth" node before this one.'
  throw wrongInput(value, where, 'an ImageFrame, a DepthFrame or an encoded image', remedy)
}

/**
 * The frame in a message property; an encoded image becomes an ImageFrame.
 *
 * @param where names the property, such as `msg.payload`
 * @throws DepthError as `frameFrom` and `loadImage`
 */
export async function frameOrImageFrom(
  value: unknown,
  where: string,
): Promise<ImageFrame | DepthFrame> {
  if (!Buffer.isBuffer(value)) return frameFrom(value, where)
  return (await loadImage(value, { label: where })).frame
}

function wrongInput(value: unknown, where: string, wanted: string, remedy: string): DepthError {
  if (value === undefined || value === null) {
    return new DepthError(
      'INPUT_MISSING',
      `${where} is empty where ${wanted} was expected. ${remedy}`,
    )
  }
  if (looksLikeClonedFrame(value)) return clonedFrameError(where)
  const summary = frameSummaryError(value, where)
  if (summary !== undefined) return summary
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${where} is ${described(value)} where ${wanted} was expected. ${remedy}`,
  )
}
