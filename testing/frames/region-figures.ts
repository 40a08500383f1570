import { noFigures, type RegionFigures } from '../../lib/depth/regions/figures'

/** The figures of a region in meters, of which a test sets those that it is about. */
export function regionFigures(figures: Partial<RegionFigures>): RegionFigures {
  const { reason, ...none } = noFigures('m', 'no value')
  const isMissing = figures.median === null
  return { ...none, ...(isMissing ? { reason } : {}), ...figures }
}
