import { checks, choices } from '../nodes/depth-view/config'
import './depth-view.css'
import { mountProperties } from './fields'
import { fillSelects } from './lists'
import { validators } from './validate'
import { canvas } from './view/canvas'
import { openTray } from './view/tray'
import type { ViewNode } from './view/view-node'

/** The parts of the view depth node that its HTML registers. */
const depthView = {
  validate: validators(checks, { property: 'msg', key: 'msg' }),
  start: () => canvas.start(),
  stop: () => canvas.stop(),

  prepare(node: ViewNode): void {
    mountProperties('property', 'key')
    fillSelects(node, choices)
    $('#depth-view-open').on('click', () => openTray(node))
  },
}

Object.assign(window, { depthView })
