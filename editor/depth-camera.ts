import './depth-camera.css'
import { cameraKinds, type CameraKind } from '../lib/camera/kinds'
import { cameraPresets, presetAddress } from '../lib/camera/presets'
import { checks, choices } from '../nodes/depth-camera/config'
import { mountCameraTest } from './camera-test'
import { field, fieldValue, mountProperties, mountTyped, showTextOfCheckboxes } from './fields'
import { fillSelect, fillSelects, options, type DialogNode } from './lists'
import { unfoldFaults } from './unfold-faults'
import { validators } from './validate'

/** The parts of the camera dialog that its HTML registers. */
const depthCamera = {
  validate: validators(checks, { outputProperty: 'msg', lens: { typeField: 'lensType' } }),

  prepare(node: DialogNode): void {
    fillSelects(node, choices)
    mountProperties('outputProperty')
    showTextOfCheckboxes(node)
    mountTyped(
      node,
      'lens',
      'lensType',
      options(node, 'lensType', ['unknown', 'fieldOfView', 'focalLength']).map(
        ([value, label]) => ({ value, label, hasValue: value !== 'unknown' }),
      ),
    )
    mountPresets(node)
    field('address').on('change', moveAccount)
    mountCameraTest(node)
    const showFields = () => {
      const traits = cameraKinds[String(fieldValue('kind')) as CameraKind] as
        (typeof cameraKinds)[CameraKind] | undefined
      const isStream = fieldValue('mode') !== 'message'
      field('address').attr('placeholder', traits?.example ?? '')
      $('.depth-camera-account').toggle(traits?.login !== 'none')
      $('.depth-camera-token').toggle(traits?.login === 'token')
      $('.depth-camera-ffmpeg').toggle(traits?.usesFfmpeg ?? true)
      $('.depth-camera-stream').toggle(isStream)
      $('.depth-camera-message').toggle(!isStream)
      $('.depth-camera-frozen').toggle(fieldValue('unusable') !== 'ignore')
    }
    for (const name of ['kind', 'mode', 'unusable']) field(name).on('change', showFields)
    showFields()
    unfoldFaults(node)
  },
}

/** The list of makes, which fills in the kind of camera and its address. */
function mountPresets(node: DialogNode): void {
  const kinds = new Map(options(node, 'kind', choices.kind))
  const rows = cameraPresets.map(
    ({ make, kind }, index) => [String(index), `${make}: ${kinds.get(kind) ?? kind}`] as const,
  )
  const list = $('#depth-camera-preset')
  fillSelect(list, [['', node._('depth-camera.preset.choose')], ...rows], '')
  list.on('change', () => {
    const chosen = String(list.val())
    const preset = chosen === '' ? undefined : cameraPresets[Number(chosen)]
    if (preset === undefined) return
    field('kind').val(preset.kind).trigger('change')
    field('address')
      .val(presetAddress(preset, String(fieldValue('address'))))
      .trigger('change')
    list.val('')
  })
}

/** User name and password do not stay in the address, which the flow file holds. */
function moveAccount(): void {
  const typed = String(fieldValue('address'))
  const found = /^([a-z][a-z\d+.-]*:\/\/)([^/\s:@]*)(?::([^/\s]*))?@([^@]+)$/i.exec(typed)
  if (found === null || typed.includes('${')) return
  const [, scheme = '', username = '', password = '', rest = ''] = found
  field('username').val(decoded(username)).trigger('change')
  field('password').val(decoded(password)).trigger('change')
  field('address').val(`${scheme}${rest}`).trigger('change')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

Object.assign(window, { depthCamera })
