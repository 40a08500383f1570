import type { Point } from '../../lib/depth/geometry/shape'

/** An image of a pane; the first one lies at the bottom. */
export interface Layer {
  readonly image: HTMLCanvasElement | ImageBitmap
  readonly opacity: number
}

/** Where a pane lies on the surface, in CSS pixels. */
interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface SurfaceOptions {
  /** What the surface is called for those who cannot see it. */
  readonly label: string
  /** Receives the place that is pointed at, by the mouse or the arrow keys. */
  readonly onPoint: (point: Point | undefined) => void
}

const gap = 8
const keyStep = 0.01
const steps: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
}

/**
 * Images side by side, as large as they fit, with a place in them that is pointed at. Whoever wants
 * to draw over them, such as points and regions, sets `overlay`.
 */
export class DrawingSurface {
  readonly element: HTMLCanvasElement
  /** Draws over each pane; `place` turns a point of the image into a place on the canvas. */
  overlay: ((context: CanvasRenderingContext2D, place: (point: Point) => Point) => void) | undefined
  readonly #onPoint: SurfaceOptions['onPoint']
  readonly #resized: ResizeObserver
  #panes: readonly (readonly Layer[])[] = []
  /** Width by height of the image. */
  #aspect = 1
  #point: Point | undefined

  constructor({ label, onPoint }: SurfaceOptions) {
    this.#onPoint = onPoint
    this.element = document.createElement('canvas')
    this.element.className = 'depth-surface'
    this.element.tabIndex = 0
    this.element.setAttribute('role', 'img')
    this.element.setAttribute('aria-label', label)
    this.element.addEventListener('pointermove', (event) => this.#pointAt(this.pointOf(event)))
    this.element.addEventListener('pointerleave', () => this.#pointAt(undefined))
    this.element.addEventListener('keydown', (event) => this.#step(event))
    this.#resized = new ResizeObserver(() => this.draw())
    this.#resized.observe(this.element)
  }

  /** Shows panes of one image, each with its layers. */
  show(panes: readonly (readonly Layer[])[], aspect: number): void {
    this.#panes = panes
    this.#aspect = aspect
    this.draw()
    this.#onPoint(this.#point)
  }

  /** The place that is pointed at. */
  get point(): Point | undefined {
    return this.#point
  }

  /** Size of the first pane in CSS pixels. */
  get shown(): { readonly width: number; readonly height: number } {
    return this.#boxes()[0] ?? { width: 1, height: 1 }
  }

  /** The place of the image under the mouse. */
  pointOf(event: MouseEvent): Point | undefined {
    return this.#boxes()
      .map((box) => pointIn(box, event))
      .find(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)
  }

  /** The same in the first pane, beyond 0 and 1 where the mouse is outside of it. */
  nearestPoint(event: MouseEvent): Point {
    return pointIn({ left: 0, top: 0, width: 1, height: 1, ...this.#boxes()[0] }, event)
  }

  /** Draws everything again. */
  draw(): void {
    const { clientWidth, clientHeight } = this.element
    const scale = window.devicePixelRatio
    this.element.width = Math.round(clientWidth * scale)
    this.element.height = Math.round(clientHeight * scale)
    const context = this.element.getContext('2d')
    if (context === null) return
    context.scale(scale, scale)
    context.imageSmoothingQuality = 'high'
    this.#boxes().forEach((box, pane) => this.#drawPane(context, box, this.#panes[pane] ?? []))
  }

  close(): void {
    this.#resized.disconnect()
  }

  #drawPane(context: CanvasRenderingContext2D, box: Box, layers: readonly Layer[]): void {
    const { left, top, width, height } = box
    for (const { image, opacity } of layers) {
      context.globalAlpha = opacity
      context.drawImage(image, left, top, width, height)
    }
    context.globalAlpha = 1
    const place = ({ x, y }: Point) => ({ x: left + x * width, y: top + y * height })
    this.overlay?.(context, place)
    if (this.#point !== undefined) drawCross(context, place(this.#point))
  }

  /** The place of each pane: side by side, or one above the other where they are larger then. */
  #boxes(): readonly Box[] {
    const { clientWidth, clientHeight } = this.element
    const count = Math.max(1, this.#panes.length)
    const inRow = fitted(clientWidth, clientHeight, this.#aspect, count, 1)
    const inColumn = fitted(clientWidth, clientHeight, this.#aspect, 1, count)
    const isRow = inRow.width >= inColumn.width
    const { width, height } = isRow ? inRow : inColumn
    const [columns, rows] = isRow ? [count, 1] : [1, count]
    const left = (clientWidth - columns * width - (columns - 1) * gap) / 2
    const top = (clientHeight - rows * height - (rows - 1) * gap) / 2
    return this.#panes.map((_, at) => ({
      left: left + (isRow ? at * (width + gap) : 0),
      top: top + (isRow ? 0 : at * (height + gap)),
      width,
      height,
    }))
  }

  #step(event: KeyboardEvent): void {
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const { x, y } = this.#point ?? { x: 0.5, y: 0.5 }
    const inside = (value: number) => Math.min(1, Math.max(0, value))
    this.#pointAt({ x: inside(x + step.x), y: inside(y + step.y) })
  }

  #pointAt(point: Point | undefined): void {
    this.#point = point
    this.draw()
    this.#onPoint(point)
  }
}

/** Where the mouse is in a pane, in relative coordinates. */
function pointIn({ left, top, width, height }: Box, { offsetX, offsetY }: MouseEvent): Point {
  return { x: (offsetX - left) / width, y: (offsetY - top) / height }
}

/** The size of each of several images in a grid, as large as they fit. */
function fitted(width: number, height: number, aspect: number, columns: number, rows: number) {
  const fit = Math.min(
    (width - (columns - 1) * gap) / columns,
    ((height - (rows - 1) * gap) / rows) * aspect,
  )
  const shown = Math.max(1, fit)
  return { width: shown, height: shown / aspect }
}

/** Visible on every color: white on black. */
function drawCross(context: CanvasRenderingContext2D, { x, y }: Point): void {
  for (const [color, lineWidth] of [
    ['#000', 3],
    ['#fff', 1],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = lineWidth
    context.beginPath()
    context.moveTo(x - 8, y)
    context.lineTo(x + 8, y)
    context.moveTo(x, y - 8)
    context.lineTo(x, y + 8)
    context.stroke()
  }
}
