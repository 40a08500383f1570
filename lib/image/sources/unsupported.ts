import { DepthError } from '../../errors'
import { looksLikeClonedFrame } from '../../frames/brand'
import { clonedFrameError } from '../../frames/cloned-frame'
import { isDepthFrame } from '../../frames/depth-frame'
import { orList } from '../or-list'
import { described } from './described'
import { notAPath } from './not-a-path'
import type { Named } from './unwrap'

/**
 * The error for a value in which no source finds an image.
 *
 * @param named what is inside of the value that was given, and its name
 * @param isInside whether that is not the value itself
 * @param supported what an image may be: the names of the sources
 */
export function unsupported(
  { value: given, label }: Named,
  isInside: boolean,
  supported: readonly string[],
): DepthError {
  const value = typeof given === 'string' ? given.trim() : given
  const remedy = `Send ${orList(supported)}.`
  const missing = (what: string) =>
    new DepthError('INPUT_MISSING', `${label} is ${what} where an image was expected. ${remedy}`)
  if (value === undefined || value === null) return missing('empty')
  if (value === '') return missing('an empty string')
  if (!isInside && looksLikeClonedFrame(value)) return clonedFrameError(label)
  if (isDepthFrame(value)) {
    return new DepthError(
      'INPUT_UNSUPPORTED',
      `${label} is already a depth map. Send it to a "render depth" node, or its property image here.`,
    )
  }
  const text = typeof value === 'string' ? notAPath(value) : undefined
  if (text !== undefined) return new DepthError('INPUT_UNSUPPORTED', `${label} is ${text}.`)
  const holdsObjects = Array.isArray(value) && typeof value[0] === 'object'
  const list = holdsObjects ? ` Choose ${label}[0], or join the parts of one image.` : ''
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${label} is ${described(value)} and not an image.${list} ${remedy}`,
  )
}
