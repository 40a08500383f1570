import './advanced.css'
import './depth-infer.css'
import { checks, choices } from '../nodes/depth-infer/config'
import { isDevice, isNumbered } from '../lib/inference/providers'
import { mountDeviceProbe } from './device-probe'
import { field, fieldValue, mountProperties, showTextOfCheckboxes } from './fields'
import { fillSelects, type DialogNode } from './lists'
import { refusingMissing, watchModels } from './missing-model'
import { mountModelField } from './model-field'
import { ModelPicker } from './model-picker'
import { unfoldFaults } from './unfold-faults'
import { validators } from './validate'

interface InferDialogNode extends DialogNode {
  outputs: number
}

let picker: ModelPicker | undefined

const validate = validators(checks, {
  model: { typeField: 'modelType' },
  queueKey: 'msg',
  property: 'msg',
  outputProperty: 'msg',
})

watchModels()

/** The parts of the infer depth dialog that its HTML registers. */
const depthInfer = {
  validate: (name: string) => (name === 'model' ? refusingMissing(validate(name)) : validate(name)),

  prepare(node: InferDialogNode): void {
    const translate = (key: string, values?: Readonly<Record<string, string | number>>) =>
      node._(`${node.type}.${key}`, values)
    mountProperties('property', 'outputProperty', 'queueKey')
    showTextOfCheckboxes(node)
    fillSelects(node, choices)
    mountModelField(node)
    picker = new ModelPicker(
      {
        container: $('#depth-infer-models'),
        model: field('model'),
        precision: field('precision'),
        device: field('device'),
        store: field('store'),
      },
      translate,
    )
    mountDeviceProbe(
      {
        device: field('device'),
        button: $('#depth-infer-probe'),
        result: $('#depth-infer-probed'),
      },
      translate,
    )
    const showFields = () => {
      $('.depth-infer-newest').toggle(fieldValue('queue') === 'newest')
      $('.depth-infer-limit').toggle(fieldValue('queue') !== 'newest')
      $('.depth-infer-reuse').toggle(fieldValue('unchanged') !== 'run')
      const isRemote = fieldValue('device') === 'server'
      $('.depth-infer-gpu').toggle(mayBeNumbered(fieldValue('device')))
      $('.depth-infer-server').toggle(isRemote)
      $('.depth-infer-local, #depth-infer-probe').toggle(!isRemote)
      $('.depth-infer-published').toggle(fieldValue('modelType') !== 'file')
    }
    for (const name of ['queue', 'device', 'model', 'unchanged'])
      field(name).on('change', showFields)
    showFields()
    unfoldFaults(node)
  },

  save(node: InferDialogNode): void {
    const reportsDrops = fieldValue('reportDrops')
    // One that comes from the environment says nothing here.
    if (typeof reportsDrops === 'boolean') node.outputs = reportsDrops ? 2 : 1
    depthInfer.close()
  },

  close(): void {
    picker?.close()
    picker = undefined
  },
}

/** A device that is not known here may have a number. */
function mayBeNumbered(device: unknown): boolean {
  return !isDevice(device) || isNumbered(device)
}

Object.assign(window, { depthInfer })
