import { checks } from '../nodes/depth-timing/config'
import { mountTyped } from './fields'
import type { DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the depth timing dialog that its HTML registers. */
const depthTiming = {
  validate: validators(checks, { key: { typeField: 'keyType' } }),

  prepare(node: DialogNode): void {
    const label = node._('depth-timing.key.model')
    mountTyped(node, 'key', 'keyType', [{ value: 'model', label, hasValue: false }, 'msg'])
  },
}

Object.assign(window, { depthTiming })
