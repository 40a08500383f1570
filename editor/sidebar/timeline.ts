import type { Translate } from '../translate'
import { MessageBar } from './message-bar'
import type { MonitoredMessage, MonitoredStage } from './monitor-api'
import { background, stageColor } from './stage-colors'
import { milliseconds, stageLabel, stageText } from './stage-text'

const shownMessages = 8

/** The last messages as bars on one scale, the latest on top, with a legend. */
export class Timeline {
  readonly element = $('<div class="depth-sidebar-timeline">')
  readonly #_: Translate
  readonly #none: JQuery
  readonly #list = $('<div class="depth-sidebar-messages">')
  readonly #reading = $('<div class="depth-sidebar-reading" role="status">')
  readonly #legend = $('<ul class="depth-sidebar-legend">')
  #bars: readonly MessageBar[] = []
  #shown = ''

  constructor(translate: Translate) {
    this.#_ = translate
    this.#none = $('<p>').text(translate('messages.none'))
    this.#list.attr({ role: 'group', 'aria-label': translate('messages.label') })
    this.#list.on('keydown', ({ originalEvent }) => {
      if (originalEvent !== undefined) this.#move(originalEvent)
    })
    this.#list.on('mouseleave focusout', () => this.#read(undefined))
    this.element.append(this.#none, this.#list, this.#reading, this.#legend)
    this.#read(undefined)
  }

  /** Stands still while somebody points at it or has the keyboard's focus in it. */
  show(messages: readonly MonitoredMessage[]): void {
    const latest = messages.slice(-shownMessages).reverse()
    const signature = JSON.stringify(latest)
    if (signature === this.#shown || this.#list.is(':hover, :focus-within')) return
    this.#shown = signature
    const scale = scaleOf(latest)
    this.#bars = latest.map(
      (message) =>
        new MessageBar(message, scale, {
          translate: this.#_,
          onPoint: (stage) => this.#read(stage),
        }),
    )
    this.#bars[0]?.beReachable(true)
    this.#list.empty().append(this.#bars.map(({ element }) => element))
    this.#none.toggle(latest.length === 0)
    this.#reading.toggle(latest.length > 0)
    this.#showLegend(latest.flatMap(({ stages }) => stages))
  }

  /** The median of each stage, in the order in which messages go through them. */
  #showLegend(stages: readonly MonitoredStage[]): void {
    const times = new Map<string, number[]>()
    for (const { stage, ms } of stages) times.set(stage, [...(times.get(stage) ?? []), ms])
    const rows = [...times].map(([stage, all]) => {
      const swatch = $('<span class="depth-sidebar-swatch">').css(
        'background',
        background(stageColor(stage)),
      )
      const median = all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
      const name = $('<span>').text(stageLabel(stage, this.#_))
      return $('<li>').append(swatch, name, $('<span>').text(milliseconds(median, this.#_)))
    })
    this.#legend.empty().append(rows)
  }

  #read(stage: MonitoredStage | undefined): void {
    this.#reading.text(stage === undefined ? this.#_('messages.hint') : stageText(stage, this.#_))
  }

  /** Up and down move between the messages; the bars themselves take left and right. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const at = this.#bars.findIndex(({ hasFocus }) => hasFocus)
    const next = this.#bars[at + (step ?? 0)]
    if (step === undefined || next === undefined) return
    event.preventDefault()
    this.#bars[at]?.beReachable(false)
    next.beReachable(true)
    next.focus()
  }
}

/**
 * Milliseconds that a whole bar stands for: the longest message without a cold stage, so that a
 * model's first run does not make all others too short to be seen; that one is cut.
 */
function scaleOf(messages: readonly MonitoredMessage[]): number {
  const warm = messages.filter(({ stages }) => !stages.some(({ cold }) => cold === true))
  const measured = warm.length === 0 ? messages : warm
  return Math.max(0.01, ...measured.map(({ total }) => total))
}
