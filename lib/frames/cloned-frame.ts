import { DepthError } from '../errors'

/**
 * The error for a value of which `looksLikeClonedFrame` says that it once was a frame.
 *
 * @param where names the property, such as `msg.payload`
 */
export function clonedFrameError(where: string): DepthError {
  return new DepthError(
    'INPUT_CLONED_FRAME',
    `${where} is an empty object: a frame that was copied on its way. Change with "deep copy" and ` +
      'Trigger with "send latest msg.payload" do this; send the whole message instead, or let ' +
      'Change move the property.',
  )
}
