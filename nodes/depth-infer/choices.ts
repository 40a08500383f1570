import { sizingPolicies } from '../../lib/image/sizing'
import { devices } from '../../lib/inference/providers'
import { queueModes } from '../../lib/inference/scheduling/queue-modes'
import { precisionNames } from '../../lib/models/precision'

/** What each list of the dialog offers. */
export const choices = {
  /** Where the model is named: in the catalog, by a file of the user's, in a message property. */
  modelType: ['catalog', 'file', 'msg'],
  precision: ['auto', ...precisionNames],
  device: devices,
  /** Empty: as the model's descriptor says. */
  sizing: ['', ...sizingPolicies],
  queue: queueModes,
} as const
