import { DepthError } from '../../errors'
import { looksLikeClonedFrame } from '../../frames/brand'
import { clonedFrameError } from '../../frames/cloned-frame'
import { isDepthFrame } from '../../frames/depth-frame'
import { orList } from '../or-list'
import { described } from './described'

/**
 * The error for a value that is none of the sources.
 *
 * @param label names the value, such as `msg.payload`
 * @param supported what an image may be: the names of the sources
 */
export function unsupported(
  given: unknown,
  label: string,
  supported: readonly string[],
): DepthError {
  const value = typeof given === 'string' ? given.trim() : given
  const remedy = `Send ${orList(supported)}.`
  const missing = (what: string) =>
    new DepthError('INPUT_MISSING', `${label} is ${what} where an image was expected. ${remedy}`)
  if (value === undefined || value === null) return missing('empty')
  if (value === '') return missing('an empty string')
  if (looksLikeClonedFrame(value)) return clonedFrameError(label)
  if (isDepthFrame(value)) {
    return new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is already a depth map. Send it to a "render depth" node, or its property image here.`,
    )
  }
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${label} is ${described(value)} and not an image. ${remedy}`,
  )
}
