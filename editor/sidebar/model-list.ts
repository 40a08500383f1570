import { messageOf } from '../../lib/errors'
import { sizeText } from '../../lib/hub/progress-text'
import type { Translate } from '../translate'
import { monitorApi, type MonitoredModel } from './monitor-api'

/** The models that nodes have asked for, each with its figures and a button that unloads it. */
export class ModelList {
  readonly element = $('<div class="depth-sidebar-models">')
  readonly #_: Translate
  readonly #cards = new Map<string, ModelCard>()
  readonly #none: JQuery

  constructor(translate: Translate) {
    this.#_ = translate
    this.#none = $('<p>').text(translate('models.none')).appendTo(this.element)
  }

  show(models: readonly MonitoredModel[]): void {
    for (const [id, card] of this.#cards) {
      if (models.some((model) => model.id === id)) continue
      card.element.remove()
      this.#cards.delete(id)
    }
    for (const model of models) {
      const card = this.#cards.get(model.id) ?? new ModelCard(model, this.#_)
      if (!this.#cards.has(model.id)) this.element.append(card.element)
      this.#cards.set(model.id, card)
      card.show(model)
    }
    this.#none.toggle(models.length === 0)
  }
}

/** Stays the same element while its figures change, so that the button keeps the keyboard's focus. */
class ModelCard {
  readonly element = $('<div class="depth-sidebar-model">')
  readonly #_: Translate
  readonly #state = $('<div>')
  readonly #figures = $('<dl>')
  readonly #unload: JQuery

  constructor({ id, name, precision }: MonitoredModel, translate: Translate) {
    this.#_ = translate
    const title = [name, precision].filter((part) => part !== undefined).join(' · ')
    this.#unload = $('<button type="button" class="red-ui-button red-ui-button-small">')
      .text(translate('models.unload'))
      .attr({
        title: translate('models.unloadTip'),
        'aria-label': `${translate('models.unload')}: ${title}`,
      })
      .on('click', () => void unload(id, translate))
    const head = $('<div class="depth-sidebar-head">').append(
      $('<strong>').text(title),
      RED.user.hasPermission('depth-monitor.write') ? this.#unload : $(),
    )
    this.element.append(head, this.#state, this.#figures)
  }

  show(model: MonitoredModel): void {
    const { state, provider, memoryBytes, nodes } = model
    const parts = [
      provider ?? this.#_(`models.${state}`),
      memoryBytes === undefined ? '' : sizeText(memoryBytes),
      this.#_(nodes === 1 ? 'models.node' : 'models.nodes', { count: nodes }),
    ]
    this.#state.text(parts.filter((part) => part !== '').join(' · '))
    this.#unload.prop('disabled', state !== 'loaded')
    this.#figures.empty()
    this.#figure('frames', String(model.frames))
    this.#figure('fps', model.fps.toFixed(1))
    this.#figure('queue', String(model.waiting))
    this.#figure('restarts', String(model.restarts))
  }

  #figure(name: string, value: string): void {
    const label = $('<dt>').text(this.#_(`models.${name}`))
    $('<div>').append(label, $('<dd>').text(value)).appendTo(this.#figures)
  }
}

async function unload(id: string, translate: Translate): Promise<void> {
  try {
    await monitorApi.unload(id)
  } catch (thrown) {
    const { responseJSON } = thrown as { readonly responseJSON?: { readonly message?: string } }
    const reason = responseJSON?.message ?? messageOf(thrown)
    RED.notify($('<span>').text(translate('models.failed', { reason })), { type: 'error' })
  }
}
