import { checks } from '../nodes/depth-calibrate/config'
import { usableReferences, type StoredReference } from '../nodes/depth-calibrate/references-setting'
import { calibrationText, placeReferences } from './calibrate/place-references'
import { field, mayBeOn, mountProperties, showTextOfCheckboxes } from './fields'
import type { DialogNode } from './lists'
import { validators } from './validate'

interface CalibrateNode extends DialogNode {
  references: unknown
}

/** The references of the open dialog. Those that were placed in it become the node's with Done. */
let references: readonly StoredReference[] = []
let arePlaced = false

/** The parts of the calibrate depth dialog that its HTML registers. */
const depthCalibrate = {
  validate: validators(checks, { property: 'msg', key: 'msg' }),

  prepare(node: CalibrateNode): void {
    references = usableReferences(node.references)
    arePlaced = false
    showTextOfCheckboxes(node)
    mountProperties('property', 'key')
    // The tray takes this dialog out of the page while references are placed.
    const summary = $('#depth-calibrate-summary')
    const show = (isLive: boolean) => summary.empty().append(summaryOf(node, isLive))
    const update = () => {
      $('.depth-calibrate-hold').toggle(mayBeOn('live'))
      show(mayBeOn('live'))
    }
    field('live').on('change', update)
    $('#depth-calibrate-place').on('click', () => {
      const isLive = mayBeOn('live')
      placeReferences(node, references, isLive, (placed) => {
        references = placed
        arePlaced = true
        show(isLive)
      })
    })
    update()
  },

  save(node: CalibrateNode): void {
    if (arePlaced) node.references = references
  },
}

/** One line for each key: how many references it has, and what they are worth. */
function summaryOf(node: CalibrateNode, isLive: boolean): JQuery[] {
  const keys = [...new Set(references.map(({ key }) => key))].sort()
  if (keys.length === 0) return [$('<div>').text(node._('depth-calibrate.summary.none'))]
  return keys.map((key) => {
    const own = references.filter((reference) => reference.key === key)
    const text = calibrationText(node, own, isLive)
    return $('<div>').text(key === '' ? text : `${key}: ${text}`)
  })
}

Object.assign(window, { depthCalibrate })
