import { colorStrip } from '../color-strip'
import { colorMapNames, isColorMapName, type ColorMapName } from '../../lib/render/color-maps'
import { fillSelect, type Option } from '../lists'
import type { Translate } from '../translate'
import { modeNames, type ModeName } from './modes'
import { RangeSlider } from './range-slider'
import type { ShownDepth } from './shown-depth'

interface ControlOptions {
  readonly translate: Translate
  readonly colorMap: ColorMapName
  readonly onChange: () => void
  /** Receives the source that was chosen; empty for the newest. */
  readonly onSource: (source: string) => void
}

/** What the tray shows of a frame; one of the two may be missing. */
interface ShownFrame {
  readonly depth: ShownDepth | undefined
  readonly hasImage: boolean
}

/** What the tray has above the image: what is shown, of which source, in which colors and range. */
export class Controls {
  readonly element = $('<div class="depth-view-controls">')
  readonly #_: Translate
  readonly #modes = $('<span class="depth-view-modes" role="radiogroup">')
  readonly #key: JQuery
  readonly #colorMap: JQuery
  readonly #opacity: JQuery
  readonly #slider: RangeSlider
  readonly #ends = [$('<span>'), $('<span>')] as const
  #depth: ShownDepth | undefined
  #hasImage = true

  constructor({ translate, colorMap, onChange, onSource }: ControlOptions) {
    this.#_ = translate
    const label = (name: string) => translate(`depth-view.tray.${name}`)
    this.#modes.attr('aria-label', label('mode'))
    for (const mode of modeNames) this.#addMode(mode, translate(`depth-view.mode.${mode}`))
    this.#modes.on('change', () => {
      this.#update()
      onChange()
    })
    this.#key = $('<select>').on('change', () => onSource(String(this.#key.val())))
    this.#colorMap = $('<select>').on('change', () => {
      this.#update()
      onChange()
    })
    fillSelect(
      this.#colorMap,
      colorMapNames.map((name) => [name, name]),
      colorMap,
    )
    this.#opacity = $('<input type="range" min="0" max="100" value="50">').on('input', onChange)
    this.#slider = new RangeSlider(
      { low: label('low'), high: label('high') },
      (fraction) => this.#depth?.text(this.#depth.valueAt(fraction)) ?? '',
      () => {
        this.#update()
        onChange()
      },
    )
    this.element.append(
      this.#modes,
      labeled('key', label('key'), this.#key),
      labeled('colors', label('colorMap'), this.#colorMap),
      labeled('range', label('range'), this.#ends[0], this.#slider.element, this.#ends[1]),
      labeled('opacity', label('opacity'), this.#opacity),
    )
    this.#update()
  }

  get mode(): ModeName {
    const chosen = this.#modes.find(':checked').val()
    return modeNames.find((mode) => mode === chosen) ?? 'both'
  }

  get colorMap(): ColorMapName {
    const name = this.#colorMap.val()
    return isColorMapName(name) ? name : 'inferno'
  }

  get opacity(): number {
    return Number(this.#opacity.val()) / 100
  }

  /** The part of a frame's range that the colors stand for. */
  rangeOf(depth: ShownDepth) {
    const { low, high } = this.#slider.value
    return { min: depth.valueAt(low), max: depth.valueAt(high) }
  }

  /** Takes what is shown now: its range, and the sources that there are. */
  describe({ depth, hasImage }: ShownFrame, sources: readonly Option[], chosen: string): void {
    this.#depth = depth
    this.#hasImage = hasImage
    fillSelect(this.#key, [['', this.#_('depth-view.tray.newest')], ...sources], chosen)
    this.#key.parent().prop('hidden', sources.length < 2)
    this.#update()
  }

  #addMode(mode: ModeName, text: string): void {
    const input = $('<input type="radio" name="depth-view-mode">').val(mode)
    input.prop('checked', mode === 'both')
    $('<label class="red-ui-button">').append(input, $('<span>').text(text)).appendTo(this.#modes)
  }

  /** Shows the controls that have a meaning now, and what the range stands for. */
  #update(): void {
    const depth = this.#depth
    for (const label of this.#modes.children().get()) {
      const input = $(label).find('input')
      const mode = modeNames.find((name) => name === input.val())
      input.prop('disabled', mode === undefined || !canShow(mode, depth, this.#hasImage))
    }
    const hasColors = depth !== undefined && !['image', 'points'].includes(this.mode)
    this.element.find('.depth-view-colors, .depth-view-range-field').prop('hidden', !hasColors)
    this.element.find('.depth-view-opacity').prop('hidden', !hasColors || this.mode !== 'blend')
    if (depth === undefined) return
    const { low, high } = this.#slider.value
    this.#ends[0].text(depth.text(depth.valueAt(low)))
    this.#ends[1].text(depth.text(depth.valueAt(high)))
    this.#slider.describe()
    const strip = colorStrip(this.colorMap)
    this.#slider.element.css({
      'background-image': depth.nearIsLarge ? strip : strip.replace('to right', 'to left'),
      'background-size': `${100 * (high - low)}% 6px`,
      'background-position': `${high - low < 1 ? (100 * low) / (1 - high + low) : 0}% 50%`,
    })
  }
}

function canShow(mode: ModeName, depth: ShownDepth | undefined, hasImage: boolean): boolean {
  if (depth === undefined) return mode === 'image'
  return hasImage || mode === 'depth' || mode === 'points'
}

function labeled(name: string, text: string, ...parts: JQuery[]): JQuery {
  const isGroup = name === 'range'
  return $(isGroup ? '<span role="group">' : '<label>')
    .prop('hidden', true)
    .attr(isGroup ? { 'aria-label': text } : {})
    .addClass(`depth-view-field depth-view-${isGroup ? 'range-field' : name}`)
    .append($('<span>').text(text), ...parts)
}
