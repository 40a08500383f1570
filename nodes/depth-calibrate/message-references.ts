import { attempt } from '../../lib/attempt'
import {
  farthestReference,
  metersOf,
  mostReferences,
  sightingOf,
  spreadOf,
  type Reference,
} from '../../lib/depth/calibration/reference'
import { isShape, type Shape } from '../../lib/depth/geometry/shape'
import { DepthError } from '../../lib/errors'
import type { DepthFrame } from '../../lib/frames/depth-frame'

/** One entry of `msg.calibrate`. */
interface Entry {
  readonly shape: Shape
  readonly meters: number
}

/**
 * The references of `msg.calibrate`: `[{ x, y, meters }]`, with `width` and `height` for regions, in
 * relative coordinates of the image.
 *
 * @throws DepthError INPUT_UNSUPPORTED
 */
export function messageEntries(value: unknown): readonly Entry[] {
  if (!Array.isArray(value) || value.length > mostReferences) {
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `msg.calibrate must be a list of at most ${mostReferences} references, such as ` +
        '[{ x: 0.5, y: 0.8, meters: 2.4 }]. Correct the message.',
    )
  }
  return value.map((item: unknown, at) => {
    const entry = attempt(() => entryOf(item), undefined)
    if (entry !== undefined) return entry
    throw new DepthError(
      'INPUT_UNSUPPORTED',
      `msg.calibrate[${at}] is not a reference. Give it x and y from 0 to 1, meters above 0 up to ` +
        `${farthestReference}, and width and height for a region.`,
    )
  })
}

/** The references that entries are on a frame. */
export function placed(entries: readonly Entry[], frame: DepthFrame): readonly Reference[] {
  const spread = spreadOf(frame.data)
  return entries.map(({ shape, meters }) => {
    return { shape, meters, seen: sightingOf(frame, shape, spread) }
  })
}

function entryOf(item: unknown): Entry | undefined {
  const { x, y, width, height, meters: written } = item as Readonly<Record<string, unknown>>
  const first = { x: Number(x), y: Number(y) }
  const shape =
    width === undefined && height === undefined
      ? { kind: 'point', points: [first] }
      : {
          kind: 'rectangle',
          points: [first, { x: first.x + Number(width), y: first.y + Number(height) }],
        }
  const meters = metersOf(written)
  return isShape(shape) && meters !== undefined ? { shape, meters } : undefined
}
