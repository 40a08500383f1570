import type { ColorMapName } from '../../lib/render/color-maps'
import type { Translate } from '../translate'
import { viewApi, type ViewSummary } from '../view/api'

const colorMap: ColorMapName = 'gray'
/** Twice as wide as it is shown, for dense screens. */
const thumbnailWidth = 160

/** The keys that there are, each with its last image, one of which is chosen. */
export class KeyStrip {
  readonly element: JQuery
  readonly #_: Translate
  readonly #onChoose: (key: string) => void
  readonly #urls: string[] = []
  #listed = ''

  constructor(translate: Translate, onChoose: (key: string) => void) {
    this.#_ = translate
    this.#onChoose = onChoose
    this.element = $('<div class="depth-shapes-keys" role="radiogroup">')
    this.element.attr('aria-label', translate('depth-view.tray.key')).hide()
  }

  /** Lists keys, unless the same are listed already; one key alone needs no choice. */
  list(keys: readonly string[], frames: readonly ViewSummary[], chosen: string): void {
    const listed = JSON.stringify([keys, frames.map(({ node, key }) => [node, key])])
    if (listed === this.#listed) return
    this.#listed = listed
    this.element.empty().toggle(keys.length > 1)
    if (keys.length < 2) return
    for (const key of keys) {
      const frame = frames.find((candidate) => candidate.key === key)
      this.element.append(this.#option(key, frame, key === chosen))
    }
  }

  close(): void {
    for (const url of this.#urls) URL.revokeObjectURL(url)
  }

  #option(key: string, frame: ViewSummary | undefined, isChosen: boolean): JQuery {
    const input = $('<input type="radio" name="depth-shapes-key">')
      .prop('checked', isChosen)
      .on('change', () => this.#onChoose(key))
    const image = $('<img alt="">')
    if (frame !== undefined) void this.#load(image, frame)
    const name = key === '' ? this.#_('depth-view.shapes.noKey') : key
    return $('<label>').append(input, image, $('<span>').text(name).attr('title', name))
  }

  async #load(image: JQuery, frame: ViewSummary): Promise<void> {
    try {
      const blob = await viewApi.image(
        frame,
        frame.hasImage ? 'image' : 'depth',
        thumbnailWidth,
        colorMap,
      )
      const url = URL.createObjectURL(blob)
      this.#urls.push(url)
      image.attr('src', url)
    } catch {
      // A newer frame has replaced this one. The key is listed without an image.
    }
  }
}
