import { checks, choices } from '../nodes/depth-stream/config'
import { mountDrawingFields } from './drawing-fields'
import { field, fieldValue, mountProperties, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { validators } from './validate'

/** The parts of the stream images dialog that its HTML registers. */
const depthStream = {
  validate: validators(checks, { property: 'msg', key: 'msg' }),

  prepare(node: DialogNode): void {
    mountProperties('property', 'key')
    showTextOfCheckboxes(node)
    fillSelects(node, choices)
    mountDrawingFields(node)
    field('path').on('input change', showAddresses)
    showAddresses()
  },
}

/** Where the images will be seen, as links. */
function showAddresses(): void {
  const path = String(fieldValue('path'))
  // Most roots are a slash alone, which before another one would make depth-stream the host.
  const base = new URL(`${location.origin}/${RED.settings.httpNodeRoot ?? ''}/depth-stream/`)
  base.pathname = base.pathname.replace(/\/{2,}/g, '/')
  const links = ['.mjpg', '.jpg', ''].map((kind) => {
    const { href, pathname } = new URL(path + kind, base)
    const link = $('<a target="_blank" rel="noopener">').attr('href', href).text(pathname)
    return $('<div>').append(link)
  })
  $('#depth-stream-addresses').empty().append(links).toggle(isPath(path))
}

function isPath(path: string): boolean {
  try {
    return checks.path(path) === path
  } catch {
    return false
  }
}

Object.assign(window, { depthStream })
