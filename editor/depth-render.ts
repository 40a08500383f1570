import { isColorMapName } from '../lib/render/color-maps'
import { compositions, isOverlay } from '../lib/render/compositions'
import { formats } from '../lib/render/format-names'
import { checks, choices } from '../nodes/depth-render/config'
import { colorStrip } from './color-strip'
import { field, fieldValue, mayBeOn, mountProperties, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the render depth dialog that its HTML registers. */
const depthRender = {
  validate: validators(checks, { property: 'msg', outputProperty: 'msg' }),

  prepare(node: DialogNode): void {
    mountProperties('property', 'outputProperty')
    showTextOfCheckboxes(node)
    fillSelects(node, choices)
    const showColors = () => {
      const map = fieldValue('colorMap')
      const isMap = isColorMapName(map)
      $('.depth-render-strip').toggle(isMap)
      if (!isMap) return
      const ends = ['far', 'near'].map((end) => node._(`depth-render.strip.${end}`))
      const [first = '', last = ''] = mayBeOn('farIsBright') ? ends.reverse() : ends
      $('#depth-render-strip').css('background-image', colorStrip(map))
      $('#depth-render-first').text(first)
      $('#depth-render-last').text(last)
    }
    const showFields = () => {
      $('.depth-render-percentile').toggle(fieldValue('range') === 'percentile')
      $('.depth-render-opacity').toggle(hasOpacity(fieldValue('composition')))
      $('.depth-render-fixed').toggle(fixedRanges.includes(fieldValue('range')))
      $('.depth-render-meters').toggle(fieldValue('range') === 'meters')
      $('.depth-render-width').toggle(fieldValue('size') === 'width')
      $('.depth-render-encoded').toggle(fieldValue('output') !== 'pixels')
      $('.depth-render-quality').toggle(hasQuality(fieldValue('format')))
      $('.depth-render-dataUri').toggle(fieldValue('output') === 'dataUri')
    }
    for (const name of ['colorMap', 'farIsBright']) field(name).on('change', showColors)
    const deciding = ['composition', 'range', 'size', 'output', 'format']
    for (const name of deciding) field(name).on('change', showFields)
    showColors()
    showFields()
  },
}

const fixedRanges: readonly unknown[] = ['fixed', 'meters']

/** A composition that is not known here may have an opacity. */
function hasOpacity(composition: unknown): boolean {
  return Object.entries(compositions).every(([name, row]) => name !== composition || isOverlay(row))
}

/** A format that is not known here may have a quality. */
function hasQuality(format: unknown): boolean {
  return Object.entries(formats).every(([name, row]) => name !== format || row.hasQuality)
}

Object.assign(window, { depthRender })
