import type { FrameCalibration, LostReason } from '../../frames/calibration'
import type { DepthFrame } from '../../frames/depth-frame'
import { calibrate, type Calibration, type CalibrationProblem, type Seen } from './calibrate'
import { equations, type Line } from './equations'
import { fitLive, fewestUndisturbed } from './live-fit'
import { difference, type Origin } from './origin'
import { depthAt, type Reference, type Sighting } from './reference'
import { rangeToMeters, toMeters } from './to-meters'

export interface CalibrationOptions {
  /** Whether the references are fitted to every frame. */
  readonly isLive: boolean
  /** How long the last fit is used while too few live references are undisturbed. */
  readonly holdMs: number
}

/** What becomes of a frame. */
export interface Outcome {
  readonly frame: DepthFrame
  readonly calibration: FrameCalibration
}

/** The last fit of live references. */
interface LastFit extends Line {
  readonly captured: number
  readonly anchor: string | undefined
}

/** Turns the frames of one key into meters. */
export class KeyCalibration {
  /** Why the references give no calibration; undefined where they do. */
  readonly problem: CalibrationProblem | undefined
  readonly calibration: Calibration | undefined
  readonly #references: readonly Reference[]
  readonly #seen: readonly Seen[]
  readonly #origin: Origin | undefined
  readonly #options: CalibrationOptions
  #last: LastFit | undefined

  constructor(references: readonly Reference[], options: CalibrationOptions) {
    this.#references = references
    this.#options = options
    const sightings = references.flatMap(({ seen }) => seen ?? [])
    this.#seen = references.map(({ meters, seen }) => ({ meters, depth: seen?.depth ?? NaN }))
    this.#origin = sightings[0]?.origin
    const result = calibrationOf(this.#seen, sightings, options.isLive)
    if (typeof result === 'string') this.problem = result
    else this.calibration = result
  }

  /** The frame in meters; as it came, but for its `calibration`, where that would be wrong. */
  apply(frame: DepthFrame): Outcome {
    const { calibration } = this
    const origin = this.#origin
    if (calibration === undefined || origin === undefined) return lost(frame, 'references')
    const { isLive } = this.#options
    // Live references are fitted to each frame, whatever its anchor is.
    const expected = isLive ? { ...origin, anchor: frame.anchor } : origin
    const reason = difference(expected, frame)
    if (reason !== undefined) return lost(frame, reason)
    if (!isLive) return inMeters(frame, calibration, calibration, 'current')
    // What an unusable image shows at the references is not the scene.
    const fit = frame.unusable === undefined ? this.#fitLive(frame, calibration) : undefined
    if (fit !== undefined) return inMeters(frame, calibration, fit, 'current')
    const last = this.#lastFit(frame)
    return last === undefined
      ? lost(frame, 'disturbed')
      : inMeters(frame, calibration, last, 'held')
  }

  #fitLive(frame: DepthFrame, calibration: Calibration): Line | undefined {
    const depths = this.#references.map(({ shape }) => depthAt(frame.data, frame, shape))
    const fit = fitLive(calibration, this.#seen, depths)
    if (fit === undefined) return undefined
    const { captured, anchor } = frame
    this.#last = { ...fit, captured, anchor }
    return fit
  }

  /** The last fit, unless it is too old or belongs to another anchor. */
  #lastFit({ captured, anchor }: DepthFrame): Line | undefined {
    const last = this.#last
    if (last === undefined || last.anchor !== anchor) return undefined
    return captured - last.captured <= this.#options.holdMs ? last : undefined
  }
}

function calibrationOf(
  references: readonly Seen[],
  sightings: readonly Sighting[],
  isLive: boolean,
): Calibration | CalibrationProblem {
  const [first] = sightings
  if (references.length === 0) return 'none'
  if (first === undefined || sightings.length < references.length) return 'unseen'
  if (sightings.some(({ origin }) => difference(origin, first.origin) !== undefined)) return 'mixed'
  const { kind } = first.origin
  const { hasShift } = equations[kind]
  if (isLive && references.length < fewestUndisturbed(references.length, hasShift)) return 'few'
  return calibrate(kind, references, {
    low: Math.min(...sightings.map(({ low }) => low)),
    high: Math.max(...sightings.map(({ high }) => high)),
  })
}

function inMeters(
  frame: DepthFrame,
  { residuals, error, reach, isScaleOnly }: Calibration,
  line: Line,
  state: 'current' | 'held',
): Outcome {
  const { kind, steadyRange } = frame
  const calibration = { state, residuals, error, reach, isScaleOnly }
  const metric = frame.with({
    ...toMeters(frame, kind, line, reach),
    steadyRange: steadyRange && rangeToMeters(steadyRange, kind, line),
    kind: 'metric',
    calibration,
  })
  return { frame: metric, calibration }
}

/** Depth that a metric model gave is not in meters then either. */
function lost(frame: DepthFrame, reason: LostReason): Outcome {
  const calibration = { state: 'lost', reason } as const
  const kind = frame.kind === 'metric' ? 'relative' : frame.kind
  return { frame: frame.with({ kind, calibration }), calibration }
}
