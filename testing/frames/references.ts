import { sightingOf, spreadOf, type Reference } from '../../lib/depth/calibration/reference'
import type { Shape } from '../../lib/depth/geometry/shape'
import type { DepthFrame } from '../../lib/frames/depth-frame'

const side = 0.04
const places = Array.from({ length: 14 }, (_, at) => 0.01 + 0.068 * at)

/** How much the distance may differ within one. */
const tolerance = 0.12

/**
 * Regions of a scene whose distance is known, as somebody would choose them: from the nearest to the
 * farthest up to a limit, evenly in inverse distance.
 *
 * @param truth in meters
 * @param frame what is seen of the scene
 */
export function referencesOf(
  truth: DepthFrame,
  frame: DepthFrame,
  count: number,
  farthest = 12,
): readonly Reference[] {
  const flat = places
    .flatMap((x) => places.map((y) => ({ x, y, ...truth.region(x, y, side, side) })))
    .filter(({ min, max, median }) => max - min < tolerance * median && median <= farthest)
    // Not at the sky, which has no distance.
    .filter(({ x, y }) =>
      [y, y + side].every((row) => Number.isFinite(truth.at(x + side / 2, row))),
    )
    .sort((a, b) => a.median - b.median)
  const [near, far] = [flat[0]?.median ?? NaN, flat.at(-1)?.median ?? NaN]
  // The median of an even count is not that of the inverse values, which frames have.
  const inverse = truth.with({ data: truth.data.map((meters) => 1 / meters), range: truth.range })
  const spread = spreadOf(frame.data)
  return Array.from({ length: count }, (_, at) => {
    const part = at / (count - 1)
    const wanted = 1 / ((1 - part) / near + part / far)
    const { x, y } = flat.reduce((best, place) =>
      Math.abs(1 / place.median - 1 / wanted) < Math.abs(1 / best.median - 1 / wanted)
        ? place
        : best,
    )
    const shape: Shape = {
      kind: 'rectangle',
      points: [
        { x, y },
        { x: x + side, y: y + side },
      ],
    }
    const meters = 1 / inverse.region(x, y, side, side).median
    return { shape, meters, seen: sightingOf(frame, shape, spread) }
  })
}
