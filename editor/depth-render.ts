import tables from '../lib/render/color-map-tables.json'
import { choices } from '../nodes/depth-render/choices'
import { fillSelects, type DialogNode } from './lists'

const gradientSteps = 32

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
      const isMap = isColorMap(map)
      $('.depth-render-strip').toggle(isMap)
      if (!isMap) return
      const ends = ['far', 'near'].map((end) => node._(`depth-render.strip.${end}`))
      const [first = '', last = ''] = isChecked('farIsBright') ? ends.reverse() : ends
      $('#depth-render-strip').css('background-image', gradient(map))
      $('#depth-render-first').text(first)
      $('#depth-render-last').text(last)
    }
    const showFields = () => {
      $('.depth-render-percentile').toggle(value('range') === 'percentile')
      $('.depth-render-fixed').toggle(value('range') === 'fixed')
      $('.depth-render-width').toggle(value('size') === 'width')
      $('.depth-render-encoded').toggle(value('output') !== 'pixels')
      $('.depth-render-quality').toggle(value('format') !== 'png')
      $('.depth-render-dataUri').toggle(value('output') === 'dataUri')
    }
    $('#node-input-colorMap, #node-input-farIsBright').on('change', showColors)
    $('#node-input-range, #node-input-size, #node-input-output, #node-input-format').on(
      'change',
      showFields,
    )
    showColors()
    showFields()
  },
}

function isChecked(field: string): boolean {
  return $(`#node-input-${field}`).is(':checked')
}

function isColorMap(value: unknown): value is keyof typeof tables {
  return typeof value === 'string' && Object.hasOwn(tables, value)
}

/** A color map as the background of an element, its first color on the left; CSS. */
function gradient(name: keyof typeof tables): string {
  const colors = atob(tables[name])
  const stops = Array.from({ length: gradientSteps }, (_, step) => {
    const at = 3 * Math.round((255 * step) / (gradientSteps - 1))
    return `rgb(${[0, 1, 2].map((channel) => colors.charCodeAt(at + channel)).join(' ')})`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}

Object.assign(window, { depthRender })
