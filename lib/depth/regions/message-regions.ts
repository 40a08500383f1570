import { attempt } from '../../attempt'
import { DepthError } from '../../errors'
import { bounds, shapeKinds, type Point, type Shape } from '../geometry/shape'
import { mostRegions, wholeName, type NamedRegion } from './named-region'

/**
 * The regions of a message: `[{ name, x, y, width, height }]` for rectangles,
 * `[{ name, points: [[x, y], …] }]` for polygons, in relative coordinates of the image.
 *
 * @param where names the property, such as `msg.regions`
 * @throws DepthError INPUT_UNSUPPORTED for what is not a region, and for more than 100 of them
 */
export function regionsOfMessage(value: unknown, where: string): readonly NamedRegion[] {
  if (!Array.isArray(value) || value.length > mostRegions) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${where} must be an array of at most ${mostRegions} regions. Correct the message.`,
    )
  }
  // An array with holes has no entries there, and `map` would leave them out.
  return Array.from(value, (entry: unknown, at) => {
    const region = attempt(() => regionOf(entry), undefined)
    if (region !== undefined) return region
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `${where}[${at}] is not a region. Give it a name other than "${wholeName}", and x, y, width and height ` +
        'or at least three points, as shares of the image from 0 to 1.',
    )
  })
}

function regionOf(entry: unknown): NamedRegion | undefined {
  const fields = entry as Readonly<Record<string, unknown>>
  const { name } = fields
  const shape = 'points' in fields ? polygonOf(fields['points']) : rectangleOf(fields)
  if (typeof name !== 'string' || name === '' || name === wholeName) return undefined
  if (shape === undefined) return undefined
  return { name, shape, frame: bounds(shape) }
}

function rectangleOf({ x, y, width, height }: Readonly<Record<string, unknown>>) {
  const [left, top, wide, tall] = [x, y, width, height].map(coordinate)
  if (left === undefined || top === undefined || wide === undefined || tall === undefined) return
  const points = [
    { x: left, y: top },
    { x: left + wide, y: top + tall },
  ]
  return { kind: 'rectangle', points } satisfies Shape
}

function polygonOf(value: unknown): Shape | undefined {
  if (!Array.isArray(value)) return undefined
  const { fewest, most } = shapeKinds.polygon
  if (value.length < fewest || value.length > most) return undefined
  const points = Array.from(value, (entry: unknown) => pointOf(entry))
  return points.every((point) => point !== undefined) ? { kind: 'polygon', points } : undefined
}

/** `[x, y]` or `{ x, y }`. */
function pointOf(value: unknown): Point | undefined {
  const point = value as Point
  const pair: readonly unknown[] = Array.isArray(value) ? value : [point.x, point.y]
  const [x, y] = pair.map(coordinate)
  return x === undefined || y === undefined ? undefined : { x, y }
}

/** Places outside the image are allowed, within reason. */
function coordinate(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= 10 ? value : undefined
}
