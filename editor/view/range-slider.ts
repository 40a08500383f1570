/** Fractions of a range, 0 to 1. */
export interface Fractions {
  readonly low: number
  readonly high: number
}

const steps = 200

/** A slider with two handles for a part of a range; each handle is an input of its own to the keyboard. */
export class RangeSlider {
  readonly element = $('<span class="depth-view-range">')
  readonly #low: JQuery
  readonly #high: JQuery

  /** @param textOf what a handle's place stands for, which is read out */
  constructor(
    labels: { readonly low: string; readonly high: string },
    private readonly textOf: (fraction: number) => string,
    onChange: () => void,
  ) {
    const handle = (label: string, value: number) =>
      $('<input type="range" min="0">')
        .attr({ max: steps, 'aria-label': label, title: label })
        .val(value)
        .appendTo(this.element)
    this.#low = handle(labels.low, 0)
    this.#high = handle(labels.high, steps)
    this.element.on('input', () => {
      this.describe()
      onChange()
    })
  }

  get value(): Fractions {
    const ends = [this.#low, this.#high].map((handle) => Number(handle.val()) / steps)
    return { low: Math.min(...ends), high: Math.max(...ends) }
  }

  /** Says what the handles stand for now. */
  describe(): void {
    for (const handle of [this.#low, this.#high]) {
      handle.attr('aria-valuetext', this.textOf(Number(handle.val()) / steps))
    }
  }
}
