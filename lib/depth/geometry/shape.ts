/** A place in an image, in relative coordinates: (0, 0) is the top left corner, (1, 1) the bottom right one. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** The shapes that can be drawn over an image, with how many points each has. */
export const shapeKinds = {
  point: { fewest: 1, most: 1 },
  /** Two opposite corners. */
  rectangle: { fewest: 2, most: 2 },
  /** Its corners, in order; the last is connected with the first. */
  polygon: { fewest: 3, most: 100 },
} as const

export type ShapeKind = keyof typeof shapeKinds

/** A point, rectangle or polygon in an image. */
export interface Shape {
  readonly kind: ShapeKind
  readonly points: readonly Point[]
}

/** Whether `value`, which may be anything, is a shape that lies inside the image. */
export function isShape(value: unknown): value is Shape {
  if (typeof value !== 'object' || value === null) return false
  const { kind, points } = value as Partial<Record<keyof Shape, unknown>>
  return (
    typeof kind === 'string' &&
    Object.hasOwn(shapeKinds, kind) &&
    Array.isArray(points) &&
    hasEnough(kind as ShapeKind, points.length) &&
    points.every(isInside)
  )
}

/** Whether a shape can have as many points. */
export function hasEnough(kind: ShapeKind, count: number): boolean {
  const { fewest, most } = shapeKinds[kind]
  return count >= fewest && count <= most
}

function isInside(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { x, y } = value as Partial<Record<keyof Point, unknown>>
  return [x, y].every((side) => typeof side === 'number' && side >= 0 && side <= 1)
}

/** The smallest rectangle around a shape. */
export function bounds({ points }: Shape): {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
} {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const [x, y] = [Math.min(...xs), Math.min(...ys)]
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }
}

/** Whether a place lies in a rectangle or polygon (even-odd rule). A point contains nothing. */
export function contains(shape: Shape, { x, y }: Point): boolean {
  const corners = outline(shape)
  let isIn = false
  corners.forEach((corner, at) => {
    const before = corners.at(at - 1) ?? corner
    if (corner.y > y === before.y > y) return
    const crossing = corner.x + ((y - corner.y) * (before.x - corner.x)) / (before.y - corner.y)
    if (x < crossing) isIn = !isIn
  })
  return isIn
}

/** The corners of a shape, in order. */
export function outline(shape: Shape): readonly Point[] {
  if (shape.kind !== 'rectangle') return shape.points
  const { x, y, width, height } = bounds(shape)
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}
