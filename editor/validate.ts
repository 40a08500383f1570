import { messageOf } from '../lib/errors'
import type { Check } from '../lib/node-red/checks'
import { fieldValue } from './fields'

/** As Node-RED takes it: with two parameters, a function may return the reason as text. */
export type Validator = (this: EditorNode, value: unknown, options?: object) => boolean | string

/** Fields with a type: always a message property, or what another field says. */
type TypedFields = Readonly<Record<string, 'msg' | { readonly typeField: string }>>

/** What Node-RED replaces when it starts a flow. */
const variable = /^\$(\{\S+\}|\(\S+\))$/

/** Whether a setting is taken from the environment, or from the properties of a subflow. */
export function isVariable(value: unknown): boolean {
  return typeof value === 'string' && variable.test(value)
}

/**
 * Makes the validators of a node's settings from the checks that the runtime makes, so that
 * whatever the editor accepts can be deployed.
 */
export function validators(
  checks: Readonly<Record<string, Check<never, unknown>>>,
  typed: TypedFields = {},
) {
  return (name: string): Validator =>
    function (value, options) {
      if (isVariable(value)) return true
      const settings = currentSettings(this)
      try {
        const setting = checks[name]?.(value, settings as never)
        const field = typed[name]
        if (field === undefined || setting === undefined) return true
        const type = field === 'msg' ? field : String(settings[field.typeField])
        return RED.utils.validateTypedProperty(setting, type, options)
      } catch (thrown) {
        return options === undefined ? false : messageOf(thrown)
      }
    }
}

/** The settings of a node as its dialog shows them if that is open, else as they are stored. */
export function currentSettings(node: EditorNode): Readonly<Record<string, unknown>> {
  const isOpen = RED.editor.getEditStack().at(-1)?.id === node.id
  const names = Object.keys(node._def.defaults)
  return Object.fromEntries(
    names.map((name) => [name, (isOpen ? fieldValue(name) : undefined) ?? node[name]]),
  )
}
