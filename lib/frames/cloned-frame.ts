import { DepthError } from '../errors'

/**
 * The error for a value that `looksLikeClonedFrame`.
 *
 * @param where names the property, such as `msg.payload`
 */
export function clonedFrameError(where: string): DepthError {
  return new DepthError(
    'INPUT_CLONED_FRAME',
    `${where} is an empty object: either nothing was put into it, or a frame was copied on its way ` +
      'here. Two nodes copy it: Change with "Deep copy value", and Trigger that then sends "the original ' +
      'msg object" or "the latest msg object". Let Change set the property without the copy or move it, ' +
      'and let Trigger send "nothing".',
  )
}
