import { depthKindNames } from '../lib/frames/depth-kinds'
import { sizingPolicies } from '../lib/image/sizing'
import { normalizationNames } from '../lib/models/normalizations'
import { fillSelect } from './lists'
import { modelApi, type Inspection, type CustomModelAnswers } from './model-api'
import type { Translate } from './translate'

/**
 * A field of the form: text, a number, a checkbox, the maps of the graph, or choices with their
 * labels below a key.
 */
type Field =
  | 'text'
  | 'number'
  | 'checkbox'
  | 'maps'
  | { readonly key: string; readonly choices: readonly string[] }

/** In the order in which people think of them. */
const fields: Readonly<Record<keyof CustomModelAnswers, Field>> = {
  name: 'text',
  license: 'text',
  commercial: 'checkbox',
  output: 'maps',
  kind: { key: 'custom.kinds', choices: depthKindNames },
  maxDepth: 'number',
  normalization: { key: 'custom.normalizations', choices: normalizationNames },
  sizing: { key: 'sizing', choices: sizingPolicies },
  size: 'number',
  sizeMultiple: 'number',
}

/** What a graph that takes one size alone leaves no choice of. */
const sizeFields = ['sizing', 'size', 'sizeMultiple'] as const

/** Asks for what a graph does not say about itself, and has its descriptor written. */
export class CustomModelForm {
  readonly element = $('<div class="depth-models-card depth-models-custom">').hide()
  readonly #title = $('<div class="depth-models-title">')
  readonly #interface = $('<div class="depth-models-description">')
  readonly #error = $('<div class="depth-models-error" role="alert">')
  readonly #inputs = new Map<keyof CustomModelAnswers, JQuery>()
  readonly #save: JQuery
  readonly #translate: Translate
  readonly #onClose: () => void
  #answer: (save: boolean) => void = () => undefined

  constructor(translate: Translate, onClose: () => void) {
    this.#translate = translate
    this.#onClose = onClose
    const rows = $('<div class="depth-models-fields">')
    for (const name of Object.keys(fields) as (keyof CustomModelAnswers)[]) {
      const input = this.#input(name, fields[name])
      const label = $('<label>')
        .attr('for', `depth-custom-${name}`)
        .text(translate(`custom.${name}`))
      rows.append(label, input)
      this.#inputs.set(name, input)
    }
    const button = (name: string, save: boolean) =>
      $('<button type="button" class="red-ui-button red-ui-button-small">')
        .attr('data-action', name)
        .text(translate(`custom.${name}`))
        .on('click', () => this.#answer(save))
    this.#save = button('save', true)
    const buttons = $('<div class="depth-models-buttons">').append(
      button('dismiss', false),
      this.#save,
    )
    const head = $('<div class="depth-models-head">').append(this.#title, buttons)
    this.element.append(head, this.#interface, rows, this.#error)
    this.#inputs.get('kind')?.on('change', () => this.#showMaxDepth())
  }

  /** The model's id once its descriptor is written; undefined when the form was closed. */
  async ask(store: string, graph: string): Promise<string | undefined> {
    this.close()
    this.#title.text(graph)
    this.#interface.text(this.#translate('custom.reading'))
    this.#fail('')
    this.element.show()
    try {
      this.#propose(graph, await modelApi.inspectCustom(store, graph))
    } catch (thrown) {
      this.#interface.text('')
      this.#fail(thrown)
    }
    while (await this.#answered()) {
      if (!this.#isComplete()) continue
      try {
        const { id } = await modelApi.describe(store, graph, this.#answers())
        this.close()
        return id
      } catch (thrown) {
        this.#fail(thrown)
      }
    }
    return undefined
  }

  close(): void {
    this.#answer(false)
    this.element.hide()
    this.#onClose()
  }

  /** Whether to save; false when the form is closed. */
  async #answered(): Promise<boolean> {
    const save = await new Promise<boolean>((resolve) => (this.#answer = resolve))
    this.#answer = () => undefined
    if (!save) this.close()
    return save
  }

  /** Marks empty fields, as the editor's own dialogs do. */
  #isComplete(): boolean {
    const needed = [...this.#inputs]
      .filter(([name]) => name !== 'maxDepth')
      .map(([, input]) => input)
    const empty = needed.filter((input) => String(input.val()).trim() === '')
    for (const input of needed) input.toggleClass('input-error', empty.includes(input))
    empty[0]?.trigger('focus')
    return empty.length === 0
  }

  #propose(graph: string, { inputs, outputs, proposal }: Inspection): void {
    const { input, unusable } = proposal
    const tensors = (all: Inspection['inputs']) =>
      all.map(({ name, type, dims }) => `${name}: ${type} [${dims.join(', ')}]`).join(', ')
    this.#interface.text(`${tensors(inputs)} → ${tensors(outputs)}`)
    this.#save.prop('disabled', unusable !== undefined)
    if (unusable !== undefined) this.#fail(this.#translate('custom.unusable', { reason: unusable }))
    const { width, height } = input ?? {}
    const isFixed = width !== undefined && height !== undefined
    for (const name of sizeFields) this.#row(name).toggle(!isFixed)
    this.#offerMaps(proposal)
    this.#fill({
      name: graph.replace(/\.onnx$/, ''),
      sizing: isFixed ? 'fixed' : 'lower_bound',
      size: String(height ?? width ?? 518),
      sizeMultiple: '14',
    })
  }

  /** The maps of the graph; an empty choice where no name says which one is the depth. */
  #offerMaps({ outputs, output = '' }: Inspection['proposal']): void {
    const offered = output === '' ? ['', ...outputs] : outputs
    const select = this.#inputs.get('output')
    if (select !== undefined)
      fillSelect(
        select,
        offered.map((name) => [name, name] as const),
        output,
      )
    this.#row('output').toggle(offered.length > 1)
  }

  /** A field with its label. */
  #row(name: keyof CustomModelAnswers): JQuery {
    return this.element.find(`#depth-custom-${name}, [for=depth-custom-${name}]`)
  }

  #fill(values: Partial<CustomModelAnswers>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#inputs.get(name as keyof CustomModelAnswers)?.val(value)
    }
    this.#showMaxDepth()
  }

  #showMaxDepth(): void {
    const isMetric = this.#inputs.get('kind')?.val() === 'metric'
    this.#row('maxDepth').toggle(isMetric)
  }

  #answers(): CustomModelAnswers {
    const answers = [...this.#inputs].map(([name, input]) => {
      if (fields[name] === 'checkbox') return [name, String(input.prop('checked') === true)]
      const hidden = name === 'maxDepth' && this.#inputs.get('kind')?.val() !== 'metric'
      return [name, hidden ? '' : String(input.val() ?? '')]
    })
    return Object.fromEntries(answers) as CustomModelAnswers
  }

  #input(name: string, field: Field): JQuery {
    const id = `depth-custom-${name}`
    if (field === 'maps') return $('<select>').attr('id', id)
    if (field === 'checkbox') return $('<input type="checkbox">').attr('id', id)
    if (field === 'number') return $('<input type="number" min="0" step="any">').attr('id', id)
    if (field === 'text') {
      return $('<input type="text">').attr({
        id,
        placeholder: this.#translate(`custom.placeholder.${name}`),
      })
    }
    const options = field.choices.map((value) =>
      $('<option>')
        .val(value)
        .text(this.#translate(`${field.key}.${value}`)),
    )
    return $('<select>').attr('id', id).append(options)
  }

  #fail(thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    this.#error.text(message).toggle(message !== '')
  }
}
