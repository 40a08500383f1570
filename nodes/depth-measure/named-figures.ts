import type { Sample } from '../../lib/depth/alarms/rule'
import type { RegionFigures } from '../../lib/depth/regions/figures'
import { wholeName } from '../../lib/depth/regions/named-region'
import type { Measurements } from '../../lib/depth/regions/measure'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { figureText } from './annotations'
import type { MeasuredRegions } from './measured-regions'

/** Figures by the names of regions. */
export type NamedFigures = ReadonlyMap<string, RegionFigures>

/** What was measured, in the order of regions, boxes and the whole map. */
export function namedFigures(
  { regions, boxes = [] }: MeasuredRegions,
  { figures, whole }: Measurements,
): NamedFigures {
  const named = new Map<string, RegionFigures>()
  for (const [at, { name }] of [...regions, ...boxes].entries()) {
    const found = figures[at]
    if (found !== undefined) named.set(name, found)
  }
  if (whole !== undefined) named.set(wholeName, whole)
  return named
}

/** What the alarms judge. */
export function sampleOf(
  { unit, calibration, unusable }: DepthFrame,
  { boxes }: MeasuredRegions,
  named: NamedFigures,
): Sample {
  const measured = boxes?.flatMap(({ name, label = name }) => {
    const figures = named.get(name)
    return figures === undefined ? [] : [{ name, label, figures }]
  })
  return {
    unit: unit ?? 'nearness',
    isCalibrationLost: calibration?.state === 'lost',
    unusable,
    regions: named,
    boxes: measured,
  }
}

const shownRegions = 2

/** The first figures, for a status: `door 2.41 m, bin 0.80 m`. */
export function shortText(named: NamedFigures): string {
  return [...named]
    .slice(0, shownRegions)
    .map(([name, figures]) => `${name} ${figureText(figures) || '–'}`)
    .join(', ')
}
