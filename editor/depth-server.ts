import { checks, choices } from '../nodes/depth-server/config'
import { showTextOfCheckboxes } from './fields'
import { fillSelect, options, type DialogNode } from './lists'
import { validators } from './validate'

const prefix = 'node-config-input'

/** The parts of the inference server dialog that its HTML registers. */
const depthServer = {
  validate: validators(checks),

  prepare(node: DialogNode): void {
    showTextOfCheckboxes(node, prefix)
    const login = $(`#${prefix}-login`)
    fillSelect(login, options(node, 'login', choices.login), String(node['login']))
    const showFields = () => {
      $('.depth-server-basic').toggle(login.val() === 'basic')
      $('.depth-server-bearer').toggle(login.val() === 'bearer')
    }
    login.on('change', showFields)
    showFields()
  },
}

Object.assign(window, { depthServer })
