import { viewApi, type ViewPart, type ViewSummary } from './api'
import { Newest } from './newest'
import { openTray } from './tray'
import { sourceName, sourceOf } from './sources'
import { shownParts, type ViewNode } from './view-node'
import { viewWatch } from './watch'

const gap = 4
/** Below the node's status. */
const top = 24
const captionHeight = 16
/** The canvas can be magnified by this. */
const largestZoom = 2
const largestWidth = 4096

/** What stands under one node: the images of the parts that it shows. */
export class CanvasView {
  readonly element = svg('g', { class: 'depth-view', role: 'button', tabindex: 0 })
  #node: ViewNode
  #settings: string
  readonly #newest = new Newest(() => this.#task())
  #urls: readonly string[] = []

  constructor(node: ViewNode) {
    this.#node = node
    this.#settings = settingsOf(node)
    // The canvas would begin a selection.
    this.element.addEventListener('mousedown', (event) => event.stopPropagation())
    this.element.addEventListener('click', () => openTray(this.#node))
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      event.stopPropagation()
      openTray(this.#node)
    })
  }

  /** Puts the images under the node's box, and draws them again when a setting has changed. */
  place(node: ViewNode): void {
    const settings = settingsOf(node)
    const isChanged = settings !== this.#settings
    this.#node = node
    this.#settings = settings
    this.element.setAttribute('transform', `translate(0, ${node.h + top})`)
    if (isChanged) void this.refresh()
  }

  /** Fetches the frame that is to be shown, unless it is drawn already. */
  refresh(): Promise<void> {
    return this.#newest.refresh()
  }

  /** Gives up the images. */
  close(): void {
    this.element.remove()
    for (const url of this.#urls) URL.revokeObjectURL(url)
    this.#urls = []
  }

  #task() {
    const frame = viewWatch.shown(this.#node.id)
    if (frame === undefined) return undefined
    const isSeveral = viewWatch.framesOf(this.#node.id).length > 1
    return {
      id: [sourceOf(frame), frame.id, this.#settings, isSeveral].join(),
      show: async () => {
        const parts = shownParts(this.#node, frame)
        this.#draw(frame, await Promise.all(parts.map((part) => this.#load(frame, part))))
      },
    }
  }

  /** The URL of a part's image, which is ready to be shown. */
  async #load(frame: ViewSummary, part: ViewPart): Promise<string> {
    const pixels = Math.ceil(Number(this.#node.width) * largestZoom * window.devicePixelRatio)
    const width = Math.max(1, Math.min(pixels, largestWidth))
    const url = URL.createObjectURL(await viewApi.image(frame, part, width, this.#node.colorMap))
    const image = new Image()
    image.src = url
    await image.decode()
    return url
  }

  #draw(frame: ViewSummary, urls: readonly string[]): void {
    const width = Number(this.#node.width)
    const height = (width * frame.image.height) / frame.image.width
    const images = urls.map((href, column) =>
      svg('image', { href, x: column * (width + gap), width, height, preserveAspectRatio: 'none' }),
    )
    const caption = svg('text', { class: 'depth-view-caption', y: height + captionHeight })
    caption.textContent = this.#caption(frame)
    const name = this.#node.name || this.#node._('depth-view.tray.title')
    this.element.setAttribute('aria-label', this.#node._('depth-view.canvas.label', { name }))
    this.element.replaceChildren(...images, caption)
    for (const url of this.#urls) URL.revokeObjectURL(url)
    this.#urls = urls
  }

  /** Where it comes from, where there are several sources, and the range, where it has a unit. */
  #caption(frame: ViewSummary): string {
    const { depth } = frame
    const shown = viewWatch.framesOf(this.#node.id).length > 1 ? [sourceName(frame)] : []
    if (depth?.kind === 'metric') {
      const { min, max } = depth.range
      const values = { min: min.toFixed(2), max: max.toFixed(2) }
      shown.push(this.#node._('depth-view.canvas.range', values))
    }
    return shown.join(' · ')
  }
}

function settingsOf({ show, width, colorMap }: ViewNode): string {
  return [show, width, colorMap].join()
}

function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}
