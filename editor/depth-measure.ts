import './advanced.css'
import './depth-measure.css'
import { limitTypes } from '../nodes/depth-measure/alarms-setting'
import { checks, choices } from '../nodes/depth-measure/config'
import { wholeName, type StoredRegion } from '../nodes/depth-measure/regions-setting'
import { field, fieldValue, mountProperties, mountTyped, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { AlarmList } from './measure/alarm-list'
import { EmptyMapsField } from './measure/empty-maps'
import { RegionsField } from './measure/regions-field'
import { validators } from './validate'

/** A measure depth node as its dialog sees it. */
interface MeasureDialogNode extends DialogNode {
  readonly id: string
  regions: unknown
  alarms: unknown
}

interface OpenDialog {
  readonly regions: RegionsField
  readonly alarms: AlarmList
  readonly emptyMaps: EmptyMapsField
}

let dialog: OpenDialog | undefined

/** The parts of the measure depth dialog that its HTML registers. */
const depthMeasure = {
  validate: validators(checks, {
    property: 'msg',
    outputProperty: 'msg',
    key: 'msg',
    boxes: 'msg',
  }),

  prepare(node: MeasureDialogNode): void {
    mountProperties('property', 'outputProperty', 'key', 'boxes')
    mountTyped(node, 'near', 'nearType', limitTypes)
    fillSelects(node, choices)
    showTextOfCheckboxes(node)
    const names = $('#depth-measure-names')
    const regions = new RegionsField(node, node.regions, () => listNames(names, regions.regions))
    listNames(names, regions.regions)
    const alarms = new AlarmList(node, node.alarms, () => showFields())
    dialog = { regions, alarms, emptyMaps: new EmptyMapsField(node) }
    for (const name of ['output', 'boxUnit']) field(name).on('change', showFields)
    showFields()
  },

  save(node: MeasureDialogNode): void {
    if (dialog === undefined) return
    node.regions = dialog.regions.setting
    node.alarms = dialog.alarms.setting
    depthMeasure.close()
  },

  close(): void {
    dialog?.emptyMaps.close()
    dialog = undefined
  },
}

function showFields(): void {
  $('.depth-measure-one').toggle(fieldValue('output') !== 'object')
  $('.depth-measure-pixels').toggle(fieldValue('boxUnit') !== 'relative')
  const hasAlarms = $('#depth-measure-alarms').children().length > 0
  $('.depth-measure-alarmed').toggle(hasAlarms)
}

/** The names that alarms may watch, offered while typing. */
function listNames(list: JQuery, regions: readonly StoredRegion[]): void {
  const names = [...new Set([...regions.map(({ name }) => name), wholeName])]
  list.empty().append(names.map((name) => $('<option>').val(name)))
}

Object.assign(window, { depthMeasure })
