import './depth-infer.css'
import { choices } from '../nodes/depth-infer/config'
import { mountDeviceProbe } from './device-probe'
import { fillSelects, type DialogNode } from './lists'
import { ModelPicker } from './model-picker'

interface InferDialogNode extends DialogNode {
  modelType: string
  model: string
  outputs: number
}

let picker: ModelPicker | undefined

/** The parts of the infer depth dialog that its HTML registers. */
const depthInfer = {
  prepare(node: InferDialogNode): void {
    const field = (name: string) => $(`#node-input-${name}`)
    const translate = (key: string, values?: Readonly<Record<string, string | number>>) =>
      node._(`${node.type}.${key}`, values)
    fillSelects(node, choices)
    const isListed = node.modelType === 'catalog'
    $('#depth-infer-typed').val(isListed ? '' : node.model)
    const mounted = new ModelPicker(
      {
        container: $('#depth-infer-models'),
        precision: field('precision'),
        device: field('device'),
        store: field('store'),
      },
      isListed ? node.model : String(node._def.defaults['model']?.value),
      translate,
    )
    picker = mounted
    mountDeviceProbe(
      {
        device: field('device'),
        button: $('#depth-infer-probe'),
        result: $('#depth-infer-probed'),
      },
      translate,
    )
    const showQueue = () => $('.depth-infer-newest').toggle(field('queue').val() === 'newest')
    const showModel = () => {
      const type = field('modelType').val()
      $('.depth-infer-catalog').toggle(type === 'catalog')
      $('.depth-infer-typed').toggle(type !== 'catalog')
      $('.depth-infer-published').toggle(type !== 'file')
      mounted.inUse = type === 'catalog'
    }
    field('queue').on('change', showQueue)
    field('modelType').on('change', showModel)
    showQueue()
    showModel()
  },

  save(node: InferDialogNode): void {
    const isListed = $('#node-input-modelType').val() === 'catalog'
    node.model = isListed ? (picker?.value ?? node.model) : String($('#depth-infer-typed').val())
    node.outputs = $('#node-input-reportDrops').is(':checked') ? 2 : 1
    depthInfer.close()
  },

  close(): void {
    picker?.close()
    picker = undefined
  },
}

Object.assign(window, { depthInfer })
