import { unusableReasons } from '../../frames/unusable'

/** Why it is not known whether an alarm is on. */
export const unknownReasons = {
  'no frame': 'no frame has come for a while, or none yet',
  'calibration lost': 'the depth was in meters before, and is not any more',
  'wrong unit': 'the depth is not in the unit of the limit',
  'no value': 'the region has no finite depth, or lies outside the image',
  'no region': 'there is no region of that name',
  'no boxes': 'the message has no boxes',
  'no reference': 'the region cannot be compared with how it was when empty',
  'no field of view': 'positions need the field of view of the camera',
  'no limit': 'the limit is not a number',
  ...unusableReasons,
  settling: 'what was seen has not lasted for the hold time yet',
} as const

export type UnknownReason = keyof typeof unknownReasons
