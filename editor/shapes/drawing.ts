import { outline, type Point, type Shape } from '../../lib/depth/geometry/shape'

type Place = (point: Point) => Point

/** White on black is seen on every image; what is selected has a color that images rarely have. */
const halo = '#000'
const plain = '#fff'
const highlighted = '#ffd400'
const handleRadius = 5

interface Look {
  readonly label: string
  readonly isSelected: boolean
}

/** Draws a shape over the image, with its number. */
export function drawShape(
  context: CanvasRenderingContext2D,
  place: Place,
  shape: Shape,
  { label, isSelected }: Look,
): void {
  const color = isSelected ? highlighted : plain
  const corners = outline(shape).map(place)
  if (shape.kind !== 'point') drawLine(context, corners, color, true)
  for (const point of shape.points.map(place)) {
    if (isSelected || shape.kind === 'point') drawHandle(context, point, color)
  }
  const [first] = corners
  if (first !== undefined) drawLabel(context, first, label, color)
}

/** Draws what is still being drawn, up to the cursor. */
export function drawDraft(
  context: CanvasRenderingContext2D,
  place: Place,
  draft: Shape,
  cursor: Point | undefined,
): void {
  const points = cursor === undefined ? draft.points : [...draft.points, cursor]
  const isRectangle = draft.kind === 'rectangle' && points.length === 2
  const corners = isRectangle ? outline({ ...draft, points }) : points
  drawLine(context, corners.map(place), highlighted, isRectangle)
  for (const point of draft.points.map(place)) drawHandle(context, point, highlighted)
}

function drawLine(
  context: CanvasRenderingContext2D,
  points: readonly Point[],
  color: string,
  isClosed: boolean,
): void {
  context.beginPath()
  for (const { x, y } of points) context.lineTo(x, y)
  if (isClosed) context.closePath()
  stroke(context, color)
}

function drawHandle(context: CanvasRenderingContext2D, { x, y }: Point, color: string): void {
  context.beginPath()
  context.arc(x, y, handleRadius, 0, 2 * Math.PI)
  context.fillStyle = color
  context.fill()
  stroke(context, color)
}

function drawLabel(
  context: CanvasRenderingContext2D,
  { x, y }: Point,
  label: string,
  color: string,
): void {
  context.font = 'bold 14px sans-serif'
  context.textBaseline = 'middle'
  // To the right of the place, but inside the canvas.
  const edge = context.canvas.clientWidth - context.measureText(label).width - 4
  const [left, middle] = [Math.min(x + 10, edge), Math.max(y - 10, 10)]
  context.lineWidth = 4
  context.lineJoin = 'round'
  context.strokeStyle = halo
  context.strokeText(label, left, middle)
  context.fillStyle = color
  context.fillText(label, left, middle)
}

function stroke(context: CanvasRenderingContext2D, color: string): void {
  for (const [strokeStyle, lineWidth] of [
    [halo, 4],
    [color, 2],
  ] as const) {
    Object.assign(context, { strokeStyle, lineWidth })
    context.stroke()
  }
}
