import { checks } from '../nodes/depth-stabilize/config'
import { mountProperties } from './fields'
import { validators } from './validate'

/** The parts of the stabilize depth dialog that its HTML registers. */
const depthStabilize = {
  validate: validators(checks, { property: 'msg', outputProperty: 'msg', key: 'msg' }),

  prepare(): void {
    mountProperties('property', 'outputProperty', 'key')
  },
}

Object.assign(window, { depthStabilize })
