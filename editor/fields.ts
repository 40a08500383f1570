import { isOn } from '../lib/node-red/checks'
import type { DialogNode } from './lists'

/** A type that a typed field offers, as Node-RED's typedInput takes it. */
export type FieldType =
  | 'msg'
  | 'num'
  | 'flow'
  | 'global'
  | 'env'
  | {
      readonly value: string
      readonly label: string
      readonly icon?: string
      readonly hasValue?: boolean
      readonly options?: { readonly value: string; readonly label: string }[]
    }

/** The field of a setting in the open dialog. */
export function field(name: string): JQuery {
  return $(`#node-input-${name}`)
}

/** What a field holds; undefined where the dialog has none of that name. */
export function fieldValue(name: string): unknown {
  const input = field(name)
  return input.attr('type') === 'checkbox' ? input.prop('checked') : input.val()
}

/** Whether a checkbox is checked, or may be once its variable is known. */
export function mayBeOn(name: string): boolean {
  const value = fieldValue(name)
  return typeof value === 'boolean' ? value : isOn(value) || String(value).startsWith('$')
}

/**
 * Shows checkboxes that hold text, such as `${NAME}`, as text: a checkbox would lose it when Done is
 * pressed.
 */
export function showTextOfCheckboxes(node: EditorNode, prefix = 'node-input'): void {
  for (const name of Object.keys(node._def.defaults)) {
    const stored = node[name]
    if (typeof stored !== 'string') continue
    $(`#${prefix}-${name}[type=checkbox]`).attr('type', 'text').css('width', '100px').val(stored)
  }
}

/** Fields that name a property of the message. */
export function mountProperties(...names: readonly string[]): void {
  for (const name of names) field(name).typedInput({ default: 'msg', types: ['msg'] })
}

/** A field whose type is kept beside it. A stored type that is not known is offered, so that Done keeps it. */
export function mountTyped(
  node: DialogNode,
  name: string,
  typeName: string,
  types: readonly FieldType[],
): void {
  const stored = String(node[typeName])
  const isKnown = types.some((type) => stored === (typeof type === 'string' ? type : type.value))
  field(name).typedInput({
    typeField: `#node-input-${typeName}`,
    types: [...types, ...(isKnown ? [] : [{ value: stored, label: stored }])],
  })
}
