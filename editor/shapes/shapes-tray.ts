import type { Point, Shape, ShapeKind } from '../../lib/depth/geometry/shape'
import type { ColorMapName } from '../../lib/render/color-maps'
import type { DialogNode } from '../lists'
import type { Translate } from '../translate'
import { viewApi } from '../view/api'
import { fetchFrame, textAt, type Fetched } from '../view/fetched'
import { Newest } from '../view/newest'
import { DrawingSurface } from '../view/surface'
import { viewTexts } from '../view/texts'
import { viewWatch } from '../view/watch'
import { KeyStrip } from './key-strip'
import { ShapePointer } from './pointer'
import { RecentDepth } from './recent-depth'
import { RowList, type Column } from './row-list'
import { ShapeRows, type ShapeRow } from './rows'
import { ShapeTools } from './tools'
import './shapes.css'

const colorMap: ColorMapName = 'inferno'

export interface ShapesOptions<Seen> {
  readonly title: string
  /** What can be drawn; the first one is chosen at first. */
  readonly kinds: readonly ShapeKind[]
  readonly columns: readonly Column<Seen>[]
  readonly rows: readonly ShapeRow<Seen>[]
  /**
   * What the frame shows at a shape, to be kept with its row; asked for whenever a shape is put somewhere, and again
   * as further frames come.
   *
   * @param depths the values of the frame, and of those after it that are alike
   */
  readonly look?: (
    shape: Shape,
    frame: Fetched,
    depths: readonly Float32Array[],
  ) => Seen | undefined
  /** What is said of each of the rows of the key that is shown, below it. */
  readonly notes?: (
    shown: readonly ShapeRow<Seen>[],
    frame: Fetched | undefined,
  ) => readonly string[]
  /** What is said of all rows of the key that is shown, below them. */
  readonly summary?: (shown: readonly ShapeRow<Seen>[]) => string
  /** Receives the rows of all keys when Done is pressed. */
  readonly onDone: (rows: readonly ShapeRow<Seen>[]) => void
}

/**
 * Opens a tray in which shapes are drawn over the last image of a node, with a list of them beside it.
 * The image stays the same until a newer one is asked for.
 */
export function openShapes<Seen>(
  node: DialogNode & { readonly id: string },
  options: ShapesOptions<Seen>,
): void {
  const tray = new ShapesTray(node, options)
  const text = viewTexts(node)
  RED.tray.show({
    title: options.title,
    width: Infinity,
    buttons: [
      { text: text('depth-view.shapes.cancel'), click: () => RED.tray.close() },
      {
        text: text('depth-view.shapes.done'),
        class: 'primary',
        click: () => {
          options.onDone(tray.rows)
          RED.tray.close()
        },
      },
    ],
    open: (element) => tray.open(element),
    close: () => tray.close(),
  })
}

class ShapesTray<Seen> {
  readonly #node: string
  readonly #options: ShapesOptions<Seen>
  readonly #_: Translate
  readonly #rows: ShapeRows<Seen>
  readonly #keys: KeyStrip
  readonly #tools: ShapeTools
  readonly #surface: DrawingSurface
  readonly #pointer: ShapePointer<Seen>
  readonly #list: RowList<Seen>
  readonly #value = $('<div class="depth-shapes-value" role="status">')
  readonly #newest = new Newest(() => this.#task())
  readonly #following = new Newest(() => this.#followingTask())
  readonly #recent = new RecentDepth()
  /** Shapes that were put on the image that is shown. */
  readonly #placed = new Set<Shape>()
  #stopListening: (() => void) | undefined
  /** How often a newer image has been asked for, and for which of these one is shown. */
  #asked = 1
  #answered = 0
  #isKeyChosen = false
  #frame: Fetched | undefined

  constructor(node: DialogNode & { readonly id: string }, options: ShapesOptions<Seen>) {
    this.#node = node.id
    this.#options = options
    this.#_ = viewTexts(node)
    this.#rows = new ShapeRows(options.rows)
    this.#keys = new KeyStrip(this.#_, (key) => this.#showKey(key))
    this.#tools = new ShapeTools(options.kinds, {
      translate: this.#_,
      onKind: () => this.#pointer.cancel(),
      onNewest: () => this.#showNewest(),
      ...(options.look === undefined ? {} : { onLookAgain: () => this.#lookAgain() }),
    })
    this.#surface = new DrawingSurface({
      label: this.#_('depth-view.shapes.surface'),
      onPoint: (point) => this.#read(point),
    })
    this.#pointer = new ShapePointer({
      surface: this.#surface,
      rows: this.#rows,
      kind: () => this.#tools.kind,
      label: (index) => this.#label(index),
      onDrawn: (shape) => this.#add(shape),
      onMoved: (index) => this.#look(index),
    })
    this.#list = new RowList({
      rows: this.#rows,
      columns: options.columns,
      notes: () => options.notes?.(this.#rows.shown, this.#frame) ?? [],
      summary: () => options.summary?.(this.#rows.shown) ?? '',
      onMoved: (index) => this.#look(index),
      translate: this.#_,
    })
    this.#rows.listen(() => this.#surface.draw())
  }

  get rows(): readonly ShapeRow<Seen>[] {
    return this.#rows.all
  }

  open(tray: JQuery): void {
    const beside = $('<div class="depth-shapes-panes">')
    $('<div class="depth-shapes">')
      .append(
        this.#keys.element,
        this.#tools.element,
        beside.append(this.#surface.element, this.#list.element),
        this.#value.text(this.#_('depth-view.shapes.waiting')),
      )
      .appendTo(tray.find('.red-ui-tray-body'))
    this.#stopListening = viewWatch.listen(() => this.#update())
    this.#update()
  }

  close(): void {
    this.#stopListening?.()
    this.#surface.close()
    this.#keys.close()
    this.#forget()
  }

  #forget(): void {
    this.#frame?.image.close()
    this.#frame = undefined
    this.#recent.begin(undefined, undefined)
    this.#placed.clear()
  }

  /** Takes the keys that there are now; the one of the newest image is shown first. */
  #update(): void {
    const frames = viewWatch.framesOf(this.#node)
    const seen = frames.map(({ key }) => key)
    const keys = [...new Set([...seen, ...this.#rows.all.map(({ key }) => key)])].sort()
    if (!this.#isKeyChosen) {
      const first = seen.at(-1) ?? keys[0]
      this.#isKeyChosen = seen.length > 0
      if (first !== undefined && first !== this.#rows.key) this.#rows.showKey(first)
    }
    this.#keys.list(keys, frames, this.#rows.key)
    void this.#newest.refresh()
    void this.#following.refresh()
  }

  #showKey(key: string): void {
    this.#isKeyChosen = true
    this.#pointer.cancel()
    this.#rows.showKey(key)
    this.#forget()
    this.#surface.show([], 1)
    this.#value.text(this.#_('depth-view.shapes.waiting'))
    this.#showNewest()
  }

  #showNewest(): void {
    this.#asked++
    void this.#newest.refresh()
  }

  #task() {
    const summary = this.#latest()
    if (summary === undefined || this.#asked === this.#answered) return undefined
    const asked = this.#asked
    const show = async () => {
      const frame = await fetchFrame(summary, colorMap, this.#_)
      this.#forget()
      this.#frame = frame
      this.#recent.begin(summary.depth, frame.depth?.values)
      this.#answered = asked
      this.#list.refresh()
      this.#surface.show(
        [[{ image: frame.image, opacity: 1 }]],
        frame.image.width / frame.image.height,
      )
    }
    return { id: [summary.id, asked].join(), show }
  }

  /** The values of a frame after the one that is shown, for what was put on that. */
  #followingTask() {
    const shown = this.#frame
    const summary = this.#latest()
    if (this.#options.look === undefined || shown === undefined || this.#recent.isFull)
      return undefined
    if (summary?.depth === undefined || summary.id === shown.summary.id) return undefined
    const { depth, id } = summary
    const show = async () => {
      const values = await viewApi.values(summary)
      if (shown !== this.#frame || !this.#recent.add(depth, values)) return
      for (const [index, { shape }] of this.#rows.shown.entries()) {
        if (this.#placed.has(shape)) this.#look(index)
      }
    }
    return { id, show }
  }

  #latest() {
    const { key } = this.#rows
    return viewWatch
      .framesOf(this.#node)
      .filter((frame) => frame.key === key)
      .at(-1)
  }

  #add(shape: Shape): void {
    const { columns } = this.#options
    const shown = this.#rows.shown
    const cells = Object.fromEntries(columns.map(({ name, fresh }) => [name, fresh(shown)]))
    this.#rows.add({ shape, cells, ...this.#seen(shape) })
    this.#list.focus(shown.length)
  }

  /** Keeps what the frame shows where a shape has been put. */
  #look(index: number): void {
    const shape = this.#rows.shown[index]?.shape
    if (shape !== undefined) this.#rows.change(index, this.#seen(shape))
  }

  /** Keeps what the frame shows at all shapes, where they have been put on another one. */
  #lookAgain(): void {
    for (const index of this.#rows.shown.keys()) this.#look(index)
  }

  #seen(shape: Shape): { readonly seen?: Seen } {
    if (this.#frame === undefined) return {}
    this.#placed.add(shape)
    const seen = this.#options.look?.(shape, this.#frame, this.#recent.values)
    return seen === undefined ? {} : { seen }
  }

  /** The number of a row, and what stands in its first column. */
  #label(index: number): string {
    const [column] = this.#options.columns
    const cell = this.#rows.shown[index]?.cells[column?.name ?? ''] ?? ''
    return [index + 1, cell].filter((part) => part !== '').join(' · ')
  }

  #read(point: Point | undefined): void {
    if (this.#frame === undefined) return
    const hint = this.#_(`depth-view.shapes.hint.${this.#tools.kind}`)
    this.#value.text(point === undefined ? hint : textAt(this.#frame, point, this.#_))
  }
}
