import { cloudNote } from './cloud'
import { Controls } from './controls'
import { fetchFrame, textAt, type Fetched } from './fetched'
import { panesOf } from './modes'
import { Newest } from './newest'
import type { Point } from '../../lib/depth/geometry/shape'
import { PointsPane } from './points-pane'
import { sourceName, sourceOf, sourceOptions } from './sources'
import { DrawingSurface } from './surface'
import { viewTexts } from './texts'
import type { ViewNode } from './view-node'
import { viewWatch } from './watch'

/** Opens the tray in which a view depth node shows its frame in full size. */
export function openTray(node: ViewNode): void {
  const tray = new ViewTray(node)
  RED.tray.show({
    title: node.name || node._('depth-view.tray.title'),
    width: Infinity,
    buttons: [
      { text: node._('depth-view.tray.close'), class: 'primary', click: () => RED.tray.close() },
    ],
    open: (element) => tray.open(element),
    close: () => tray.close(),
  })
}

class ViewTray {
  readonly #node: ViewNode
  readonly #controls: Controls
  readonly #surface: DrawingSurface
  readonly #points: PointsPane
  readonly #value = $('<div class="depth-view-value" role="status">')
  readonly #newest = new Newest(() => this.#task())
  #stopListening: (() => void) | undefined
  #fetched: Fetched | undefined

  constructor(node: ViewNode) {
    this.#node = node
    this.#controls = new Controls({
      translate: (key, values) => node._(key, values),
      colorMap: node.colorMap,
      onChange: () => this.#draw(),
      onSource: (source) => viewWatch.choose(node.id, source),
    })
    this.#surface = new DrawingSurface({
      label: node._('depth-view.tray.surface'),
      onPoint: (point) => this.#read(point),
    })
    this.#points = new PointsPane((key, values) => node._(key, values))
    this.#value.text(node._('depth-view.tray.waiting'))
  }

  open(tray: JQuery): void {
    tray.on('keydown', ({ key }) => {
      if (key === 'Escape') RED.tray.close()
    })
    $('<div class="depth-view-tray">')
      .append(this.#controls.element, this.#surface.element, this.#points.element, this.#value)
      .appendTo(tray.find('.red-ui-tray-body'))
    this.#stopListening = viewWatch.listen((nodes) => {
      if (nodes.has(this.#node.id)) void this.#newest.refresh()
    })
    void this.#newest.refresh()
  }

  close(): void {
    this.#stopListening?.()
    this.#surface.close()
    this.#points.close()
    this.#fetched?.image.close()
  }

  #task() {
    const summary = viewWatch.shown(this.#node.id)
    if (summary === undefined) return undefined
    const sources = sourceOptions(viewWatch.framesOf(this.#node.id), viewTexts(this.#node))
    const show = async () => {
      const fetched = await fetchFrame(summary, this.#node.colorMap, this.#node._.bind(this.#node))
      this.#fetched?.image.close()
      this.#fetched = fetched
      const { depth } = fetched
      const chosen = viewWatch.chosen(this.#node.id)
      this.#controls.describe({ depth, hasImage: summary.hasImage }, sources, chosen)
      this.#draw()
    }
    return { id: [sourceOf(summary), summary.id, ...sources].join(), show }
  }

  #draw(): void {
    if (this.#fetched === undefined) return
    const { summary, image, depth } = this.#fetched
    const { mode, colorMap, opacity } = this.#controls
    $(this.#surface.element).toggle(mode !== 'points')
    this.#points.element.toggle(mode === 'points')
    if (mode === 'points') {
      this.#value.text(cloudNote(summary, this.#node._.bind(this.#node)))
      if (depth !== undefined) void this.#points.show(summary, image, depth)
      return
    }
    const drawn = depth?.draw(this.#controls.rangeOf(depth), colorMap)
    const shown = summary.hasImage ? mode : 'depth'
    this.#surface.show(panesOf(shown, image, drawn, opacity), image.width / image.height)
  }

  /** Says what is under the cursor. */
  #read(point: Point | undefined): void {
    if (this.#fetched === undefined) return
    const { summary } = this.#fetched
    if (point !== undefined) {
      this.#value.text(textAt(this.#fetched, point, this.#node._.bind(this.#node)))
      return
    }
    const size = `${summary.image.width} × ${summary.image.height}`
    this.#value.text([sourceName(summary), size].filter((text) => text !== '').join(' · '))
  }
}
