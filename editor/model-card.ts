import { DownloadProgress } from './download-progress'
import type { Inspection, ListedModel, ListedPrecision } from './model-api'
import { accuracyText, availability, descriptionOf, fileSizeText } from './model-state'
import type { Translate } from './translate'

/** What the user can do with the chosen file. */
export type CardAction = 'download' | 'cancel' | 'delete' | 'accept' | 'inspect'

const actionIcons: Readonly<Record<CardAction, string>> = {
  download: 'fa-download',
  cancel: 'fa-stop',
  delete: 'fa-trash',
  accept: 'fa-check',
  inspect: 'fa-info-circle',
}

/** The chosen model below the list: its license, progress and interface, with the buttons. */
export class ModelCard {
  readonly element = $('<div class="depth-models-card">')
  readonly #title = $('<div class="depth-models-title">')
  readonly #description = $('<div class="depth-models-description">')
  readonly #accuracy = $('<div class="depth-models-accuracy">')
  readonly #terms = $('<span>')
  readonly #license = $('<div class="depth-models-terms">')
  readonly #error = $('<div class="depth-models-error" role="alert">')
  readonly #info = $('<dl class="depth-models-info">')
  readonly #progress: DownloadProgress
  readonly #buttons: Readonly<Record<CardAction, JQuery>>
  readonly #translate: Translate

  constructor(translate: Translate, onAction: (action: CardAction) => void) {
    this.#translate = translate
    this.#progress = new DownloadProgress(translate)
    const button = (action: CardAction) =>
      $('<button type="button" class="red-ui-button red-ui-button-small">')
        .attr('data-action', action)
        .append($(`<i class="fa ${actionIcons[action]}" aria-hidden="true">`))
        .append(document.createTextNode(` ${translate(`action.${action}`)}`))
        .on('click', () => onAction(action))
    this.#buttons = {
      download: button('download'),
      cancel: button('cancel'),
      delete: button('delete'),
      accept: button('accept'),
      inspect: button('inspect'),
    }
    const { accept, ...others } = this.#buttons
    this.#license.append(this.#terms, accept)
    const row = $('<div class="depth-models-buttons">').append(Object.values(others))
    this.element.append(
      $('<div class="depth-models-head">').append(this.#title, row),
      this.#description,
      this.#accuracy,
      this.#license,
      this.#progress.element,
      this.#error,
      this.#info,
    )
  }

  /** @param offline whether the store downloads nothing */
  show(model: ListedModel, file: ListedPrecision, offline: boolean): void {
    const state = availability(file)
    const downloadable = model.source !== undefined
    const needsConsent = downloadable && !model.license.commercial && !model.accepted
    this.#title.text(
      [
        file.precision,
        fileSizeText(file) ?? this.#translate('picker.unknownSize'),
        this.#translate(`state.${state}`),
      ].join(' · '),
    )
    const description = descriptionOf(model, this.#translate)
    this.#description.text(description).toggle(description !== '')
    const accuracy = accuracyText(model, file, this.#translate)
    this.#accuracy.text(accuracy).toggle(accuracy !== '')
    this.#showLicense(model, downloadable, needsConsent)
    this.#progress.show(file.download)
    const { download, cancel, delete: remove, inspect } = this.#buttons
    download
      .toggle(downloadable && (state === 'absent' || state === 'partial'))
      .prop('disabled', needsConsent || offline)
      .attr('title', offline ? this.#translate('picker.offline') : '')
    cancel.toggle(state === 'downloading')
    remove.toggle(downloadable && (state === 'present' || state === 'partial'))
    inspect.toggle(state === 'present')
    const { download: report } = file
    this.fail(report?.state === 'failed' ? (report.error?.message ?? '') : '')
  }

  /** Shows a text where there is no model to show. */
  showText(text: string): void {
    this.#title.empty()
    this.#license.removeClass('depth-models-consent')
    for (const button of Object.values(this.#buttons)) button.hide()
    this.#terms.empty()
    this.#accuracy.empty()
    this.#progress.show(undefined)
    this.inspect(undefined)
    this.fail('')
    this.#description.text(text).show()
  }

  fail(message: string): void {
    this.#error.text(message).toggle(message !== '')
  }

  /** Shows the inputs and outputs of the file, or nothing. */
  inspect(inspection: Inspection | undefined): void {
    this.#info.empty()
    if (inspection === undefined) return
    const { inputs, outputs, mismatch } = inspection
    const tensors = (all: Inspection['inputs']) =>
      all.map(({ name, type, dims }) => `${name}: ${type} [${dims.join(', ')}]`).join('\n')
    const rows = {
      inputs: tensors(inputs),
      outputs: tensors(outputs),
      mismatch,
    }
    for (const [key, value] of Object.entries(rows)) {
      if (value === undefined) continue
      this.#info.append($('<dt>').text(this.#translate(`info.${key}`)), $('<dd>').text(value))
    }
  }

  #showLicense(model: ListedModel, downloadable: boolean, needsConsent: boolean): void {
    const { unverified } = model
    const { spdx, url, commercial } = model.license
    const name =
      url === undefined
        ? $('<span>').text(spdx)
        : $('<a target="_blank" rel="noopener">').attr('href', url).text(spdx)
    const terms = needsConsent ? 'toAccept' : downloadable ? 'accepted' : 'nonCommercial'
    const use = commercial ? 'commercial' : terms
    this.#terms
      .empty()
      .append(document.createTextNode(`${this.#translate('license.label')} `), name)
      .append(document.createTextNode(`: ${this.#translate(`license.${use}`)}`))
    if (unverified?.includes('/license') === true) {
      this.#terms.append(document.createTextNode(` ${this.#translate('license.unverified')}`))
    }
    this.#license.toggleClass('depth-models-consent', needsConsent)
    this.#buttons.accept.toggle(needsConsent)
  }
}
