import { checks, choices, layoutOf } from '../nodes/depth-export/config'
import { field, fieldValue, mountProperties, mountTyped, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the export depth dialog that its HTML registers. */
const depthExport = {
  validate: validators(checks, {
    property: 'msg',
    outputProperty: 'msg',
    key: 'msg',
    filename: { typeField: 'filenameType' },
  }),

  prepare(node: DialogNode): void {
    mountProperties('property', 'outputProperty', 'key')
    mountTyped(node, 'filename', 'filenameType', [
      { value: 'str', label: node._('depth-export.filename.pattern'), icon: 'fa fa-file-o' },
      'msg',
    ])
    showTextOfCheckboxes(node)
    fillSelects(node, choices)
    const showFields = () => {
      // Of a format that is not known here, everything may be set.
      const layout = layoutOf(fieldValue('format'))
      const may = (wanted: string) => layout === undefined || layout === wanted
      $('.depth-export-map').toggle(layout !== 'points')
      $('.depth-export-levels').toggle(may('levels'))
      $('.depth-export-fixed').toggle(may('levels') && fieldValue('levels') === 'fixed')
      $('.depth-export-points').toggle(may('points'))
      $('.depth-export-file').toggle(fieldValue('output') !== 'buffer')
    }
    for (const name of ['format', 'levels', 'output']) field(name).on('change', showFields)
    showFields()
  },
}

Object.assign(window, { depthExport })
