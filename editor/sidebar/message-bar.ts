import type { Translate } from '../translate'
import type { MonitoredMessage, MonitoredStage } from './monitor-api'
import { background, stageColor } from './stage-colors'
import { milliseconds, stageText } from './stage-text'

interface BarOptions {
  readonly translate: Translate
  /** Receives the stage that the mouse or the arrow keys point at. */
  readonly onPoint: (stage: MonitoredStage) => void
}

/** One message: each stage where it lies in time, with a mark where a node begins. */
export class MessageBar {
  readonly element = $('<div class="depth-sidebar-message">')
  readonly #bar = $('<div class="depth-sidebar-bar" role="img">')
  readonly #stages: readonly MonitoredStage[]
  readonly #parts: readonly JQuery[]
  readonly #onPoint: BarOptions['onPoint']
  #at = -1

  /** @param scale milliseconds that the whole width stands for */
  constructor(message: MonitoredMessage, scale: number, { translate, onPoint }: BarOptions) {
    const { stages, total } = message
    this.#stages = stages
    this.#onPoint = onPoint
    const title = titleOf(message)
    const texts = stages.map((stage) => stageText(stage, translate))
    const label = [title, milliseconds(total, translate), ...texts].join('; ')
    this.#bar.attr({ tabindex: -1, 'aria-label': label }).toggleClass('is-cut', total > scale)
    this.#parts = stages.map((stage, index) => this.#part(stage, index, scale))
    this.#bar.append([...this.#parts]).on('keydown', ({ key }) => this.#step(key))
    this.#bar.on('mousemove', ({ clientX, currentTarget }) => {
      const { left, width } = currentTarget.getBoundingClientRect()
      this.#pointAt(nearest(stages, (scale * (clientX - left)) / width))
    })
    const caption = $('<div class="depth-sidebar-head">').append(
      $('<span>').text(title),
      $('<span>').text(milliseconds(total, translate)),
    )
    this.element.append(caption, this.#bar)
  }

  get hasFocus(): boolean {
    return this.#bar.is(':focus')
  }

  /** Whether the Tab key reaches it. */
  beReachable(isReachable: boolean): void {
    this.#bar.attr('tabindex', isReachable ? 0 : -1)
  }

  focus(): void {
    this.#bar.trigger('focus')
  }

  #part(stage: MonitoredStage, index: number, scale: number): JQuery {
    const begins = stage.node !== this.#stages[index - 1]?.node
    return $('<span class="depth-sidebar-stage">')
      .toggleClass('is-first', begins && index > 0)
      .css({
        left: `${(100 * Math.max(0, stage.start)) / scale}%`,
        width: `${(100 * stage.ms) / scale}%`,
        background: background(stageColor(stage.stage)),
      })
  }

  #step(key: string): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
    if (step === undefined) return
    this.#pointAt(Math.min(Math.max(this.#at + step, 0), this.#stages.length - 1))
  }

  #pointAt(index: number): void {
    this.#parts[this.#at]?.removeClass('is-chosen')
    this.#at = index
    this.#parts[index]?.addClass('is-chosen')
    const stage = this.#stages[index]
    if (stage !== undefined) this.#onPoint(stage)
  }
}

/** The stage at a time, or the one next to it: a short one is hard to hit. */
function nearest(stages: readonly MonitoredStage[], time: number): number {
  const distances = stages.map(({ start, ms }) => Math.max(0, start - time, time - start - ms))
  return distances.indexOf(Math.min(...distances))
}

/** The model that ran, or the node that came last. */
function titleOf({ stages }: MonitoredMessage): string {
  const models = stages.flatMap(({ model }) => model ?? [])
  return models.at(-1) ?? stages.at(-1)?.name ?? ''
}
