import type { ViewSummary } from '../../lib/node-red/views/summary'
import type { Translate } from '../translate'
import { viewApi } from '../view/api'
import { Newest } from '../view/newest'
import { editorNodeOf, sourceName, sourceOf } from '../view/sources'
import { isView } from '../view/view-node'
import { viewWatch } from '../view/watch'

/** More are seen on the canvas. */
const shownImages = 12

/** Pixels of the widest sidebar that shows two in a row. */
const width = 200

/** The last image of each view, small; a click opens it in full size. */
export class LastImages {
  readonly element = $('<div class="depth-sidebar-images">')
  readonly #_: Translate
  readonly #none: JQuery
  readonly #images = new Map<string, LastImage>()
  #stopListening: (() => void) | undefined

  constructor(translate: Translate) {
    this.#_ = translate
    this.#none = $('<p>').text(translate('images.none')).appendTo(this.element)
  }

  /** Fetches images only while it is on. */
  turn(isOn: boolean): void {
    this.#stopListening?.()
    this.#stopListening = isOn ? viewWatch.listen(() => this.#show()) : undefined
    if (isOn) this.#show()
  }

  #show(): void {
    const frames = new Map(
      viewWatch
        .all()
        .map((frame) => [sourceOf(frame), frame] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, shownImages),
    )
    for (const [name, image] of this.#images) {
      if (frames.has(name)) continue
      image.close()
      this.#images.delete(name)
    }
    for (const [name, frame] of frames) {
      const image = this.#images.get(name) ?? new LastImage(this.#_)
      if (!this.#images.has(name)) this.element.append(image.element)
      this.#images.set(name, image)
      image.show(frame)
    }
    this.#none.toggle(frames.size === 0)
  }
}

class LastImage {
  readonly element = $('<button type="button" class="depth-sidebar-image">')
  readonly #_: Translate
  readonly #image = $('<img alt="">')
  readonly #caption = $('<span>')
  readonly #newest = new Newest(() => this.#task())
  #frame: ViewSummary | undefined
  #url = ''

  constructor(translate: Translate) {
    this.#_ = translate
    this.element.append(this.#image, this.#caption).on('click', () => {
      if (this.#frame !== undefined) window.depthView?.open(this.#frame)
    })
  }

  show(frame: ViewSummary): void {
    this.#frame = frame
    const name = nameOf(frame)
    this.#caption.text(name)
    this.element.attr('aria-label', this.#_('images.open', { name }))
    void this.#newest.refresh()
  }

  close(): void {
    this.element.remove()
    URL.revokeObjectURL(this.#url)
  }

  #task() {
    const frame = this.#frame
    if (frame === undefined) return undefined
    const show = async () => {
      const part = frame.depth === undefined ? 'image' : 'depth'
      const pixels = Math.ceil(width * window.devicePixelRatio)
      const url = URL.createObjectURL(await viewApi.image(frame, part, pixels, 'inferno'))
      URL.revokeObjectURL(this.#url)
      this.#url = url
      this.#image.attr('src', url)
    }
    return { id: frame.id, show }
  }
}

/** The node and the source of a frame. */
function nameOf(frame: ViewSummary): string {
  const node = RED.nodes.node(editorNodeOf(frame))
  const name = node !== null && isView(node) ? node.name : ''
  return [name, sourceName(frame)].filter((part) => part !== '').join(' · ')
}
