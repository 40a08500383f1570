import { choices } from '../nodes/depth-infer/config'
import { field, mountTyped } from './fields'
import { options, type DialogNode } from './lists'

const icons: Readonly<Record<string, string>> = { catalog: 'fa fa-list', file: 'fa fa-file-o' }

/**
 * The field that names the model: an id from the list, the path of a file, or a property of the
 * message. Each of them keeps what was entered while another one is looked at.
 */
export function mountModelField(node: DialogNode): void {
  const model = field('model')
  const types = options(node, 'modelType', choices.modelType).map(([value, label]) =>
    value === 'msg' ? value : { value, label, icon: icons[value] ?? '' },
  )
  mountTyped(node, 'model', 'modelType', types)
  const entered = new Map([['catalog', String(node._def.defaults['model']?.value)]])
  let shown = model.typedInput('type')
  model.on('change', () => {
    const type = model.typedInput('type')
    if (type === shown) {
      entered.set(type, model.typedInput('value'))
      return
    }
    shown = type
    model.typedInput('value', entered.get(type) ?? '')
  })
  model.trigger('change')
}
