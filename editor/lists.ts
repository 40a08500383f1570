import type { Translate } from './translate'

/** A node as its dialog sees it. */
export interface DialogNode extends EditorNode {
  readonly _: Translate
}

/** The value of an option and what people read. */
export type Option = readonly [value: string, label: string]

/** Fills each select of a dialog with the choices that its node has. */
export function fillSelects(
  node: DialogNode,
  choices: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [field, values] of Object.entries(choices)) {
    const select = $(`select#node-input-${field}`)
    fillSelect(select, options(node, field, values), String(node[field]))
  }
}

/**
 * Fills a select and chooses what is stored. The editor sets the values of fields before
 * `oneditprepare` runs, when there is nothing to choose from yet. A value that is not among the
 * options (of a later version, or `${NAME}` from the environment) becomes one, so that Done keeps it.
 */
export function fillSelect(select: JQuery, options: readonly Option[], stored: string): void {
  const isKnown = options.some(([value]) => value === stored)
  const all = isKnown ? options : [...options, [stored, stored] as const]
  select.empty().append(all.map(([value, label]) => $('<option>').val(value).text(label)))
  select.val(stored)
}

/**
 * Choices with their labels from the node's catalog, such as `depth-infer.device.cpu`; a choice that
 * has none there, such as the name of a color map, is shown as it is.
 */
export function options(
  node: Pick<DialogNode, 'type' | '_'>,
  field: string,
  values: readonly string[],
): readonly Option[] {
  return values.map((value) => {
    const key = `${node.type}.${field}.${value || 'default'}`
    const label = node._(key)
    return [value, label === key ? value : label]
  })
}
