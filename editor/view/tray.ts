import { viewApi, type ViewSummary } from './api'
import { cloudNote } from './cloud'
import { Controls } from './controls'
import { panesOf } from './modes'
import { Newest } from './newest'
import type { Point } from './point'
import { PointsPane } from './points-pane'
import { ShownDepth } from './shown-depth'
import { DrawingSurface } from './surface'
import type { ViewNode } from './view-node'
import { viewWatch } from './watch'

const largestWidth = 4096

/** One frame as it has been fetched. */
interface Fetched {
  readonly summary: ViewSummary
  readonly image: ImageBitmap
  readonly depth: ShownDepth | undefined
}

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
      onKey: (key) => viewWatch.choose(node.id, key),
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
    const keys = viewWatch.framesOf(this.#node.id).map(({ key }) => key)
    const show = async () => {
      const fetched = await this.#fetch(summary)
      this.#fetched?.image.close()
      this.#fetched = fetched
      this.#controls.describe(fetched.depth, [...keys].sort(), viewWatch.chosen(this.#node.id))
      this.#draw()
    }
    return { id: [summary.id, ...keys].join(), show }
  }

  async #fetch(summary: ViewSummary): Promise<Fetched> {
    const { image, depth } = summary
    const width = Math.min(image.width, largestWidth)
    const [blob, values] = await Promise.all([
      viewApi.image(summary, 'image', width, this.#node.colorMap),
      depth === undefined ? undefined : viewApi.values(summary),
    ])
    const isDepth = depth !== undefined && values !== undefined
    return {
      summary,
      image: await createImageBitmap(blob),
      depth: isDepth ? new ShownDepth(values, depth, this.#node._.bind(this.#node)) : undefined,
    }
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
    this.#surface.show(panesOf(mode, image, drawn, opacity), image.width / image.height)
  }

  /** Says what is under the cursor. */
  #read(point: Point | undefined): void {
    if (this.#fetched === undefined) return
    const { summary, depth } = this.#fetched
    if (point === undefined) {
      const size = `${summary.image.width} × ${summary.image.height}`
      this.#value.text([summary.key, size].filter((text) => text !== '').join(' · '))
      return
    }
    const x = Math.min(Math.floor(point.x * summary.image.width), summary.image.width - 1)
    const y = Math.min(Math.floor(point.y * summary.image.height), summary.image.height - 1)
    const place = this.#node._('depth-view.value.place', { x, y })
    this.#value.text(depth === undefined ? place : `${depth.text(depth.at(point))} ${place}`)
  }
}
