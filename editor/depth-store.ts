import { checks } from '../nodes/depth-store/config'
import { showTextOfCheckboxes } from './fields'
import { validators } from './validate'

/** The parts of the model store dialog that its HTML registers. */
const depthStore = {
  validate: validators(checks),

  prepare(node: EditorNode): void {
    showTextOfCheckboxes(node, 'node-config-input')
  },
}

Object.assign(window, { depthStore })
