import { isColorMapName } from '../lib/render/color-maps'
import { compositions, isOverlay } from '../lib/render/compositions'
import { formats } from '../lib/render/format-names'
import { choices } from '../nodes/depth-render/config'
import { colorStrip } from './color-strip'
import { fillSelects, type DialogNode } from './lists'

/** The parts of the render depth dialog that its HTML registers. */
const depthRender = {
  prepare(node: DialogNode): void {
    for (const field of ['property', 'outputProperty']) {
      $(`#node-input-${field}`).typedInput({ default: 'msg', types: ['msg'] })
    }
    fillSelects(node, choices)
    const value = (field: string) => $(`#node-input-${field}`).val()
    const showColors = () => {
      const map = value('colorMap')
      const isMap = isColorMapName(map)
      $('.depth-render-strip').toggle(isMap)
      if (!isMap) return
      const ends = ['far', 'near'].map((end) => node._(`depth-render.strip.${end}`))
      const [first = '', last = ''] = isChecked('farIsBright') ? ends.reverse() : ends
      $('#depth-render-strip').css('background-image', colorStrip(map))
      $('#depth-render-first').text(first)
      $('#depth-render-last').text(last)
    }
    const showFields = () => {
      $('.depth-render-percentile').toggle(value('range') === 'percentile')
      $('.depth-render-opacity').toggle(hasOpacity(value('composition')))
      $('.depth-render-fixed').toggle(fixedRanges.includes(value('range')))
      $('.depth-render-meters').toggle(value('range') === 'meters')
      $('.depth-render-width').toggle(value('size') === 'width')
      $('.depth-render-encoded').toggle(value('output') !== 'pixels')
      $('.depth-render-quality').toggle(hasQuality(value('format')))
      $('.depth-render-dataUri').toggle(value('output') === 'dataUri')
    }
    $('#node-input-colorMap, #node-input-farIsBright').on('change', showColors)
    const deciding = ['composition', 'range', 'size', 'output', 'format']
    $(deciding.map((field) => `#node-input-${field}`).join()).on('change', showFields)
    showColors()
    showFields()
  },
  /** Whether a node's range has no values to fill in. */
  isFree({ range }: DialogNode): boolean {
    return !fixedRanges.includes(range)
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

function isChecked(field: string): boolean {
  return $(`#node-input-${field}`).is(':checked')
}

Object.assign(window, { depthRender })
