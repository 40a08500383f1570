import { contains, type Point, type ShapeKind } from '../../lib/depth/geometry/shape'
import type { DrawingSurface } from '../view/surface'
import { drawDraft, drawShape } from './drawing'
import { drawnShape, inside, moved, withPoint } from './edit'
import type { ShapeRows } from './rows'

/** As near as a click has to be to a corner, in pixels of the screen. */
const reach = 9
/** A movement with the button pressed that is more than a click. */
const farthestClick = 4
const step = 0.01

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -step, y: 0 },
  ArrowRight: { x: step, y: 0 },
  ArrowUp: { x: 0, y: -step },
  ArrowDown: { x: 0, y: step },
}

interface PointerOptions<Seen> {
  readonly surface: DrawingSurface
  readonly rows: ShapeRows<Seen>
  /** The kind of shape that is drawn. */
  readonly kind: () => ShapeKind
  /** What stands beside a shape. */
  readonly label: (index: number) => string
  /** A shape has been drawn. */
  readonly onDrawn: (shape: NonNullable<ReturnType<typeof drawnShape>>) => void
  /** One of the shown shapes has come to rest elsewhere. */
  readonly onMoved: (index: number) => void
}

/** What is held while the button is pressed: a corner of a shape, or all of it. */
interface Grip {
  readonly index: number
  readonly corner: number | undefined
  last: Point
  isMoved: boolean
}

/**
 * Draws shapes with the mouse or the keyboard, and moves those that there are. A click on a shape selects
 * it; corners of all shapes and the inside of the selected one can be dragged; a click elsewhere draws.
 * Enter does what a click at the cursor does.
 */
export class ShapePointer<Seen> {
  readonly #options: PointerOptions<Seen>
  /** The corners so far of what is being drawn. */
  #draft: readonly Point[] = []
  #grip: Grip | undefined
  #pressed: Point | undefined

  constructor(options: PointerOptions<Seen>) {
    this.#options = options
    const { surface } = options
    const { element } = surface
    surface.overlay = (context, place) => this.#draw(context, place)
    element.addEventListener('pointerdown', (event) => this.#down(event))
    element.addEventListener('pointermove', (event) => this.#move(event))
    element.addEventListener('pointerup', (event) => this.#up(event))
    element.addEventListener('pointercancel', () => this.cancel())
    // Before the surface takes the arrow keys for its cursor.
    element.addEventListener('keydown', (event) => this.#key(event), { capture: true })
  }

  /** Gives up what is being drawn. */
  cancel(): void {
    this.#draft = []
    this.#grip = undefined
    this.#pressed = undefined
    this.#options.surface.draw()
  }

  #down(event: PointerEvent): void {
    const { surface, rows } = this.#options
    const point = surface.pointOf(event)
    if (point === undefined || event.button !== 0) return
    surface.element.setPointerCapture(event.pointerId)
    this.#pressed = point
    if (this.#draft.length > 0) return
    this.#grip = this.#gripAt(point)
    if (this.#grip !== undefined) rows.select(this.#grip.index)
  }

  #move(event: PointerEvent): void {
    if (this.#pressed === undefined) return
    const point = inside(this.#options.surface.nearestPoint(event))
    const grip = this.#grip
    if (grip !== undefined) {
      if (grip.isMoved || this.#distance(this.#pressed, point) > farthestClick) {
        this.#drag(grip, point)
      }
    } else if (this.#options.kind() === 'rectangle' && this.#draft.length === 0) {
      if (this.#distance(this.#pressed, point) > farthestClick) this.#draft = [this.#pressed]
    }
  }

  #drag(grip: Grip, point: Point): void {
    const { rows } = this.#options
    const shape = rows.shown[grip.index]?.shape
    if (shape === undefined) return
    const { last, corner } = grip
    const by = { x: point.x - last.x, y: point.y - last.y }
    grip.last = point
    grip.isMoved = true
    rows.change(grip.index, {
      shape: corner === undefined ? moved(shape, by) : withPoint(shape, corner, point),
    })
  }

  #up(event: PointerEvent): void {
    const grip = this.#grip
    const isPressed = this.#pressed !== undefined
    this.#grip = undefined
    this.#pressed = undefined
    if (!isPressed) return
    if (grip === undefined) this.#click(inside(this.#options.surface.nearestPoint(event)))
    else if (grip.isMoved) this.#options.onMoved(grip.index)
  }

  #key(event: KeyboardEvent): void {
    if (!this.#takes(event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  /** Does what a key stands for; false where it is the surface's or the page's. */
  #takes({ key, shiftKey }: KeyboardEvent): boolean {
    const { rows, surface } = this.#options
    const { selected } = rows
    const by = arrows[key]
    if (key === 'Enter') {
      this.#click(surface.point ?? { x: 0.5, y: 0.5 })
    } else if (key === 'Escape' && this.#draft.length > 0) {
      this.cancel()
    } else if (key === 'Escape' && selected !== undefined) {
      rows.select(undefined)
    } else if ((key === 'Delete' || key === 'Backspace') && selected !== undefined) {
      rows.remove(selected)
    } else if (by !== undefined && shiftKey && selected !== undefined) {
      const shape = rows.shown[selected]?.shape
      if (shape !== undefined) rows.change(selected, { shape: moved(shape, by) })
      this.#options.onMoved(selected)
    } else {
      return false
    }
    return true
  }

  #click(point: Point): void {
    const { kind, rows, surface } = this.#options
    const [first] = this.#draft
    const last = this.#draft.at(-1)
    if (first === undefined || last === undefined) {
      const index = this.#gripAt(point)?.index ?? this.#containing(point)
      rows.select(index)
      if (index === undefined) this.#begin(point)
    } else if (kind() === 'rectangle') {
      this.#finish([first, point])
    } else if ([first, last].some((corner) => this.#distance(corner, point) <= reach)) {
      this.#finish(this.#draft)
    } else {
      this.#draft = [...this.#draft, point]
    }
    surface.draw()
  }

  #begin(point: Point): void {
    if (this.#options.kind() === 'point') this.#finish([point])
    else this.#draft = [point]
  }

  /** Hands on what has been drawn; goes on drawing where that is no shape yet. */
  #finish(points: readonly Point[]): void {
    const shape = drawnShape(this.#options.kind(), points)
    if (shape === undefined) return
    this.#draft = []
    this.#options.onDrawn(shape)
  }

  /** The corner at a place, that of the selected shape before others; or else the selected shape around it. */
  #gripAt(point: Point): Grip | undefined {
    const { rows } = this.#options
    const { selected } = rows
    const indices = rows.shown.map((_, index) => index)
    const order = selected === undefined ? indices : [selected, ...indices]
    for (const index of order) {
      const corners = rows.shown[index]?.shape.points ?? []
      const corner = corners.findIndex((place) => this.#distance(place, point) <= reach)
      if (corner >= 0) return { index, corner, last: point, isMoved: false }
    }
    const shape = selected === undefined ? undefined : rows.shown[selected]?.shape
    if (selected === undefined || shape === undefined || !contains(shape, point)) return undefined
    return { index: selected, corner: undefined, last: point, isMoved: false }
  }

  /** The last drawn shape around a place. */
  #containing(point: Point): number | undefined {
    const index = this.#options.rows.shown
      .map(({ shape }) => contains(shape, point))
      .lastIndexOf(true)
    return index < 0 ? undefined : index
  }

  /** In pixels of the screen. */
  #distance(a: Point, b: Point): number {
    const { width, height } = this.#options.surface.shown
    return Math.hypot((a.x - b.x) * width, (a.y - b.y) * height)
  }

  #draw(context: CanvasRenderingContext2D, place: (point: Point) => Point): void {
    const { rows, label, kind, surface } = this.#options
    rows.shown.forEach(({ shape }, index) => {
      drawShape(context, place, shape, { label: label(index), isSelected: index === rows.selected })
    })
    if (this.#draft.length === 0) return
    drawDraft(context, place, { kind: kind(), points: this.#draft }, surface.point)
  }
}
