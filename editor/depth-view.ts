import { choices } from '../nodes/depth-view/config'
import './depth-view.css'
import { fillSelects, type DialogNode } from './lists'
import { canvas } from './view/canvas'

/** The parts of the view depth node that its HTML registers. */
const depthView = {
  start: () => canvas.start(),
  stop: () => canvas.stop(),

  prepare(node: DialogNode): void {
    for (const field of ['property', 'key']) {
      $(`#node-input-${field}`).typedInput({ default: 'msg', types: ['msg'] })
    }
    fillSelects(node, choices)
  },
}

Object.assign(window, { depthView })
