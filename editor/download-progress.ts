import type { DownloadReport } from './model-api'
import { durationText, sizeText } from '../lib/hub/progress-text'
import type { Translate } from './translate'

/** The bar of a download, with bytes, rate and remaining time below it. */
export class DownloadProgress {
  readonly element = $('<div class="depth-models-progress">').hide()
  readonly #bar = $('<progress>')
  readonly #numbers = $('<div>')
  /** Announced at each tenth only, so that a screen reader does not talk all the time. */
  readonly #spoken = $('<div class="depth-models-spoken" aria-live="polite">')
  readonly #translate: Translate

  constructor(translate: Translate) {
    this.#translate = translate
    this.#bar.attr('aria-label', translate('picker.progress'))
    this.element.append(this.#bar, this.#numbers, this.#spoken)
  }

  show(report: DownloadReport | undefined): void {
    const running = report?.state === 'running'
    this.element.toggle(running)
    if (!running) return
    const { bytes, total } = report
    this.#numbers.text(this.#line(report))
    if (total === undefined) {
      this.#bar.removeAttr('value')
      return
    }
    this.#bar.attr({ max: total, value: bytes })
    const tenth = Math.floor((bytes / Math.max(1, total)) * 10) * 10
    const spoken = this.#translate('picker.percent', { percent: tenth })
    if (this.#spoken.text() !== spoken) this.#spoken.text(spoken)
  }

  #line({ bytes, total, connecting, bytesPerSecond, remainingSeconds }: DownloadReport): string {
    if (total === undefined) {
      return connecting === undefined ? '' : this.#translate('picker.connecting', { ...connecting })
    }
    const amount = this.#translate('picker.amount', {
      bytes: sizeText(bytes),
      total: sizeText(total),
    })
    const rate = bytesPerSecond === undefined ? [] : [`${sizeText(bytesPerSecond)}/s`]
    const remaining =
      remainingSeconds === undefined
        ? []
        : [this.#translate('picker.remaining', { time: durationText(remainingSeconds) })]
    return [amount, ...rate, ...remaining].join(' · ')
  }
}
