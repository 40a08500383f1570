import type { ListedModel, ListedPrecision, ModelList } from './model-api'
import { modelGroups } from '../lib/models/groups'
import { descriptionOf, effectivePrecision, fileSizeText, modelAvailability } from './model-state'
import type { Translate } from './translate'

const sizes = ['Small', 'Base', 'Large']

const icons = {
  present: 'fa-check-circle',
  downloading: 'fa-spinner fa-pulse',
  partial: 'fa-adjust',
  absent: 'fa-cloud-download',
} as const

/** The grouped list: a radio button for each model, so that the arrow keys work by themselves. */
export class ModelListView {
  readonly element = $('<div class="depth-models-list" role="radiogroup">')
  readonly #translate: Translate
  readonly #onChoose: (id: string) => void
  readonly #onDescribe: (graph: string) => void

  constructor(
    translate: Translate,
    onChoose: (id: string) => void,
    onDescribe: (graph: string) => void,
  ) {
    this.#translate = translate
    this.#onChoose = onChoose
    this.#onDescribe = onDescribe
    this.element.attr('aria-label', translate('label.model'))
  }

  /** Builds all rows. The group of custom models is shown even without any, with a hint. */
  fill(list: ModelList, chosen: string): void {
    this.element.empty()
    for (const group of modelGroups) {
      const models = list.models.filter((model) => model.group === group).sort(bySize)
      if (models.length === 0 && group !== 'custom') continue
      const title = this.#translate(`group.${group}`)
      const rows = $('<div role="group">').attr('aria-label', title)
      rows.append($('<div class="depth-models-group" aria-hidden="true">').text(title))
      rows.append(models.map((model) => this.#row(model, title, model.id === chosen)))
      if (group === 'custom') rows.append(this.#customFolder(list))
      this.element.append(rows)
    }
    this.element.find('input:checked').parent()[0]?.scrollIntoView({ block: 'nearest' })
  }

  /** Checks the row of a model, and none where the list has no such model. */
  choose(id: string): void {
    for (const radio of this.element.find<HTMLInputElement>('input'))
      radio.checked = radio.value === id
  }

  /** Updates size and state of a model, and leaves the focus where it is. */
  update(model: ListedModel, precision: string, device: string): void {
    const state = modelAvailability(model)
    const file = effectivePrecision(model, precision, device)
    const row = this.#rowOf(model.id)
    row.find('.depth-models-size').text(file === undefined ? '' : this.#fileText(file))
    row
      .find('.depth-models-state')
      .attr('data-state', state)
      .empty()
      .append($(`<i class="fa ${icons[state]}" aria-hidden="true">`))
      .append($('<span>').text(this.#translate(`state.${state}`)))
  }

  #fileText(file: ListedPrecision): string {
    const size = fileSizeText(file)
    return size === undefined ? file.precision : `${file.precision} · ${size}`
  }

  #rowOf(id: string): JQuery {
    return this.element.find('label').filter((_index, row) => row.dataset['model'] === id)
  }

  #row(model: ListedModel, group: string, checked: boolean): JQuery {
    const { id, name, license, recommended } = model
    const radio = $('<input type="radio" name="depth-models-choice">')
      .val(id)
      .prop('checked', checked)
      .on('change', () => this.#onChoose(id))
    const details = $('<span class="depth-models-details">').append(
      $('<span class="depth-models-license">')
        .text(license.spdx)
        .toggleClass('depth-models-restricted', !license.commercial),
      '<span class="depth-models-size">',
      '<span class="depth-models-state">',
    )
    const short = name.startsWith(`${group} `) ? name.slice(group.length + 1) : name
    const title = $('<span class="depth-models-name">').text(short)
    if (recommended === true) {
      title.append(' ', $('<em>').text(this.#translate('picker.recommended')))
    }
    return $('<label class="depth-models-row">')
      .attr('data-model', id)
      .attr('title', descriptionOf(model, this.#translate) || name)
      .append(radio, title, details)
  }

  /** Graphs without a descriptor, files that cannot be used, and how to add a model. */
  #customFolder({ undescribed, unusable, customFolder }: ModelList): JQuery[] {
    const hint = $('<div class="depth-models-hint">').text(
      this.#translate('picker.customFolder', { folder: customFolder }),
    )
    const broken = unusable.map(({ file, message }) =>
      $('<div class="depth-models-hint depth-models-error">').text(`${file}: ${message}`),
    )
    return [...undescribed.map((graph) => this.#undescribed(graph)), ...broken, hint]
  }

  #undescribed(graph: string): JQuery {
    const button = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .text(this.#translate('custom.describe'))
      .on('click', () => this.#onDescribe(graph))
    return $('<div class="depth-models-row depth-models-undescribed">')
      .attr('data-graph', graph)
      .append($('<span class="depth-models-name">').text(graph), button)
  }
}

/** Small before base before large; a model without a size in its name keeps its place. */
function bySize(a: ListedModel, b: ListedModel): number {
  const rank = ({ name }: ListedModel) => sizes.findIndex((size) => name.endsWith(size))
  return rank(a) - rank(b)
}
