import { isColorMapName } from '../lib/render/color-maps'
import { compositions, isOverlay } from '../lib/render/compositions'
import { colorStrip } from './color-strip'
import { field, fieldValue, mayBeOn } from './fields'
import type { DialogNode } from './lists'

/**
 * The fields that say how depth is drawn, in each dialog that has them: the strip of colors follows
 * the color map, and fields are shown where they count. The rows have the classes of render depth.
 */
export function mountDrawingFields(node: DialogNode): void {
  const showColors = () => {
    const map = fieldValue('colorMap')
    const isMap = isColorMapName(map)
    $('.depth-render-strip').toggle(isMap)
    if (!isMap) return
    const ends = ['far', 'near'].map((end) => node._(`${node.type}.strip.${end}`))
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
  }
  for (const name of ['colorMap', 'farIsBright']) field(name).on('change', showColors)
  for (const name of ['composition', 'range', 'size']) field(name).on('change', showFields)
  showColors()
  showFields()
}

const fixedRanges: readonly unknown[] = ['fixed', 'meters']

/** A composition that is not known here may have an opacity. */
function hasOpacity(composition: unknown): boolean {
  return Object.entries(compositions).every(([name, row]) => name !== composition || isOverlay(row))
}
