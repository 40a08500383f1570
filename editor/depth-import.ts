import { checks, choices } from '../nodes/depth-import/config'
import { mountProperties } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the import depth dialog that its HTML registers. */
const depthImport = {
  validate: validators(checks, {
    property: 'msg',
    outputProperty: 'msg',
    headerProperty: 'msg',
    imageProperty: 'msg',
  }),

  prepare(node: DialogNode): void {
    mountProperties('property', 'outputProperty', 'headerProperty', 'imageProperty')
    fillSelects(node, choices)
  },
}

Object.assign(window, { depthImport })
