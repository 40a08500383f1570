import { choices } from '../nodes/depth-view/config'
import './depth-view.css'
import { fillSelects } from './lists'
import { canvas } from './view/canvas'
import { openTray } from './view/tray'
import type { ViewNode } from './view/view-node'

/** The parts of the view depth node that its HTML registers. */
const depthView = {
  start: () => canvas.start(),
  stop: () => canvas.stop(),

  prepare(node: ViewNode): void {
    for (const field of ['property', 'key']) {
      $(`#node-input-${field}`).typedInput({ default: 'msg', types: ['msg'] })
    }
    fillSelects(node, choices)
    $('#depth-view-open').on('click', () => openTray(node))
  },
}

Object.assign(window, { depthView })
