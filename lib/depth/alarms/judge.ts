import type { RegionFigures } from '../regions/figures'
import { conditions, type Direction, type Level } from './conditions'
import type { UnknownReason } from './reasons'
import type { AlarmRule, Sample } from './rule'

/** What one frame says about an alarm. */
export type Verdict =
  | { readonly reason: UnknownReason }
  | {
      readonly isOn: boolean
      /** The level that comes nearest to setting the alarm on, and where; absent without boxes. */
      readonly level?: number
      readonly region?: string
    }

interface Watched {
  readonly region: string
  readonly level: Level
}

/**
 * Judges one rule by one frame. Of several boxes, one is enough to set the alarm on; one that cannot
 * be measured is enough to make it unknown.
 *
 * @param limit undefined where it is not a number
 * @param wasOff whether the alarm was off before, so that hysteresis does not count yet
 */
export function judge(
  rule: AlarmRule,
  sample: Sample,
  limit: number | undefined,
  wasOff: boolean,
): Verdict {
  if (sample.unusable !== undefined) return { reason: sample.unusable }
  if (limit === undefined) return { reason: 'no limit' }
  const watched = watchedBy(rule, sample)
  if (typeof watched === 'string') return { reason: watched }
  const direction = conditions[rule.condition].direction(rule.unit)
  const levels = watched.flatMap(({ region, level }) =>
    typeof level === 'number' ? [{ region, level }] : [],
  )
  const worst = worstOf(levels, direction)
  const isOn = worst !== undefined && trips(worst.level, limit, direction, rule, wasOff)
  const reason = watched.map(({ level }) => level).find((level) => typeof level === 'string')
  if (!isOn && reason !== undefined) return { reason }
  return { isOn, ...worst }
}

/** The levels of a rule; a reason where there is nothing to look at. */
function watchedBy(rule: AlarmRule, sample: Sample): readonly Watched[] | UnknownReason {
  const { kind, name } = rule.target
  const levelOf = (figures: RegionFigures) =>
    conditions[rule.condition].levelOf(figures, {
      figure: rule.figure,
      unit: rule.unit,
      other: sample.regions.get(rule.other),
    })
  if (kind === 'region') {
    const figures = sample.regions.get(name)
    return figures === undefined ? 'no region' : [{ region: name, level: levelOf(figures) }]
  }
  if (sample.boxes === undefined) return 'no boxes'
  return sample.boxes
    .filter(({ label }) => name === '' || label === name)
    .map((box) => ({ region: box.name, level: levelOf(box.figures) }))
}

function worstOf<T extends { readonly level: number }>(
  levels: readonly T[],
  direction: Direction,
): T | undefined {
  const sorted = levels.toSorted((a, b) => a.level - b.level)
  return direction === 'above' ? sorted.at(-1) : sorted[0]
}

function trips(
  level: number,
  limit: number,
  direction: Direction,
  { hysteresis }: AlarmRule,
  wasOff: boolean,
): boolean {
  const beyond = direction === 'above' ? level - limit : limit - level
  return wasOff ? beyond > 0 : beyond > -hysteresis
}
