import { formats } from '../lib/render/format-names'
import { checks, choices } from '../nodes/depth-render/config'
import { mountDrawingFields } from './drawing-fields'
import { field, fieldValue, mountProperties, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the render depth dialog that its HTML registers. */
const depthRender = {
  validate: validators(checks, { property: 'msg', outputProperty: 'msg' }),

  prepare(node: DialogNode): void {
    mountProperties('property', 'outputProperty')
    showTextOfCheckboxes(node)
    fillSelects(node, choices)
    mountDrawingFields(node)
    for (const name of ['output', 'format']) field(name).on('change', showFields)
    showFields()
  },
}

function showFields(): void {
  $('.depth-render-encoded').toggle(fieldValue('output') !== 'pixels')
  $('.depth-render-quality').toggle(hasQuality(fieldValue('format')))
  $('.depth-render-dataUri').toggle(fieldValue('output') === 'dataUri')
}

/** A format that is not known here may have a quality. */
function hasQuality(format: unknown): boolean {
  return Object.entries(formats).every(([name, row]) => name !== format || row.hasQuality)
}

Object.assign(window, { depthRender })
