import { checks, choices } from '../nodes/depth-view/config'
import './depth-view.css'
import { mountProperties } from './fields'
import { fillSelects } from './lists'
import { validators } from './validate'
import type { ViewSummary } from './view/api'
import { canvas } from './view/canvas'
import { editorNodeOf, sourceOf } from './view/sources'
import { openTray } from './view/tray'
import { isView, type ViewNode } from './view/view-node'
import { viewWatch } from './view/watch'

/** The parts of the view depth node that its HTML registers. */
const depthView = {
  validate: validators(checks, { property: 'msg', key: 'msg' }),
  start: () => canvas.start(),
  stop: () => canvas.stop(),

  /** Opens a frame in full size. */
  open(frame: ViewSummary): void {
    const node = RED.nodes.node(editorNodeOf(frame))
    if (node === null || !isView(node)) return
    viewWatch.choose(node.id, sourceOf(frame))
    openTray(node)
  },

  prepare(node: ViewNode): void {
    mountProperties('property', 'key')
    fillSelects(node, choices)
    $('#depth-view-open').on('click', () => openTray(node))
  },
}

export type DepthView = typeof depthView

Object.assign(window, { depthView })
