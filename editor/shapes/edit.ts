import { hasEnough, type Point, type Shape, type ShapeKind } from '../../lib/depth/geometry/shape'

/** Four decimals are a tenth of a pixel of the largest image that the editor shows. */
const decimals = 1e4

/** The shape moved as a whole, as far as it stays inside the image. */
export function moved(shape: Shape, { x, y }: Point): Shape {
  const by = {
    x: within(shape.points, ({ x: at }) => at, x),
    y: within(shape.points, ({ y: at }) => at, y),
  }
  return { ...shape, points: shape.points.map((point) => tidy(plus(point, by))) }
}

/** The shape with one of its points elsewhere. */
export function withPoint(shape: Shape, index: number, to: Point): Shape {
  return { ...shape, points: shape.points.map((point, at) => (at === index ? tidy(to) : point)) }
}

/** A shape of the points that were drawn; undefined where it would have no area. */
export function drawnShape(kind: ShapeKind, points: readonly Point[]): Shape | undefined {
  const shape = { kind, points: points.map(tidy) }
  if (!hasEnough(kind, points.length)) return undefined
  const xs = new Set(shape.points.map(({ x }) => x))
  const ys = new Set(shape.points.map(({ y }) => y))
  return kind === 'point' || (xs.size > 1 && ys.size > 1) ? shape : undefined
}

/** The points in percent of the image, as the list shows them: `12.5, 40; 30, 62.25`. */
export function pointsText({ points }: Shape): string {
  return points.map(({ x, y }) => `${percent(x)}, ${percent(y)}`).join('; ')
}

/** What `pointsText` or a person has written; undefined where it is no shape of that kind. */
export function shapeFrom(kind: ShapeKind, text: string): Shape | undefined {
  const numbers = text.split(/[\s,;]+/).filter((part) => part !== '')
  const values = numbers.map((part) => Number(part) / 100)
  if (values.length % 2 === 1 || !values.every((value) => value >= 0 && value <= 1)) return
  const points = Array.from({ length: values.length / 2 }, (_, at) => ({
    x: values[2 * at] ?? 0,
    y: values[2 * at + 1] ?? 0,
  }))
  return drawnShape(kind, points)
}

/** Keeps a place inside the image. */
export function inside({ x, y }: Point): Point {
  return { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) }
}

function within(points: readonly Point[], side: (point: Point) => number, by: number): number {
  const sides = points.map(side)
  return Math.min(1 - Math.max(...sides), Math.max(-Math.min(...sides), by))
}

function plus(point: Point, by: Point): Point {
  return { x: point.x + by.x, y: point.y + by.y }
}

function tidy(point: Point): Point {
  const { x, y } = inside(point)
  return { x: Math.round(x * decimals) / decimals, y: Math.round(y * decimals) / decimals }
}

function percent(value: number): string {
  return String(Math.round(value * decimals) / (decimals / 100))
}
