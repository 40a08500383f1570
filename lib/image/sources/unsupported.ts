import { DepthError } from '../../errors'
import { looksLikeClonedFrame } from '../../frames/brand'
import { clonedFrameError } from '../../frames/cloned-frame'
import { isDepthFrame } from '../../frames/depth-frame'
import { excerpt } from '../../excerpt'
import { orList } from '../or-list'
import { described } from './described'
import { notAPath } from './not-a-path'
import type { Named } from './unwrap'

interface Circumstances {
  /** Whether it is inside of the value that was given, and not the value itself. */
  readonly isInside: boolean
  /** What an image may be: the names of the sources. */
  readonly names: readonly string[]
  /** Whether a value is the bytes of an image, or has them inside of it. */
  readonly isBytes: (value: unknown) => boolean
}

/**
 * The error for a value in which no source finds an image.
 *
 * @param named what is inside of the value that was given, and its name
 */
export function unsupported(
  { value: given, label }: Named,
  { isInside, names, isBytes }: Circumstances,
): DepthError {
  const value = typeof given === 'string' ? given.trim() : given
  const remedy = `Send ${orList(names)}.`
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
  const choice = choiceIn(value, label, isBytes)
  return new DepthError(
    'INPUT_UNSUPPORTED',
    `${label} is ${described(value)} and not an image.${choice} ${remedy}`,
  )
}

/** Of an object with more properties no image is looked for. */
const searchedProperties = 50

/** Which part of a value has the image, where one has. */
function choiceIn(value: unknown, label: string, isBytes: (value: unknown) => boolean): string {
  if (typeof value !== 'object' || value === null) return ''
  if (Array.isArray(value)) {
    const holdsObjects = typeof value[0] === 'object'
    return holdsObjects ? ` Choose ${label}[0], or join the parts of one image.` : ''
  }
  const [found] =
    Object.entries(value)
      .slice(0, searchedProperties)
      .find(([, property]) => isBytes(property)) ?? []
  return found === undefined
    ? ''
    : ` The image is in ${label}.${excerpt(found, 40)}: choose that property.`
}
