import {
  fitSamples,
  type Alignment,
  type Fit,
  type FitOptions,
  type Freedom,
} from '../depth/alignment'
import type { DepthRange } from '../frames/depth-frame'
import { compareImages, type Difference } from '../depth/compare-images'
import type { Scene } from './scene'
import type { NewAnchor, Stream } from './stream'

/** How a frame follows those before it. */
export interface Tracked {
  readonly alignment: Alignment
  /** Of aligned values from the anchor, as far as the fit tells. */
  readonly deviation: number
  /** The alignment is that of a frame before. */
  readonly isHeld: boolean
  /** For how many frames too little of the image is that of the anchor. */
  readonly lostFor: number
  /** From the last image, and from the anchor's; undefined without an image. */
  readonly moved: Difference | undefined
  readonly changed: Difference | undefined
}

/** An image that differs in more than this share of its cells may show another scene. */
const cutShare = 0.5
/** Depth is that of the same scene where it deviates from the anchor by less than this part of the range. */
const sameScene = 0.06
/** Fewer still places than this share tell no scale and shift. */
const fewestStill = 0.1
/** For so many frames too little of the image may be that of the anchor. */
const longestLost = 30

/** A value of a frame, and what becomes of it. */
interface End {
  readonly raw: number
  readonly end: number
}

/** Fits a frame to the anchor of its stream, or says why it belongs to another scene. */
export function track(stream: Stream, scene: Scene): Tracked | NewAnchor {
  const { anchor, range } = stream
  const options = { freedom: scene.freedom, frames: stream.frames }
  const compare = (other: Float32Array | undefined) =>
    scene.image && other && compareImages(scene.image, other, scene.grid)
  const moved = compare(stream.image?.last)
  const changed = compare(stream.image?.anchored)
  const tracked = (fit: Fit): Tracked => ({
    alignment: steadied(fit, stream, scene.freedom),
    deviation: fit.deviation,
    isHeld: false,
    lostFor: 0,
    moved,
    changed,
  })
  const isSure = (moved?.share ?? 1) <= cutShare
  const still = isSure ? fitStill(anchor.values, scene, changed, options) : undefined
  if (still !== undefined && isSameScene(still, range)) return tracked(still)
  const whole = fitSamples(scene.raw, anchor.values, options)
  if (whole !== undefined && isSameScene(whole, range)) return tracked(whole)
  if (!isSure) return 'cut'
  // Depth that is noise is no reason to give the anchor up.
  const lostFor = still === undefined ? stream.lostFor + 1 : 0
  if (lostFor > longestLost) return 'lost'
  const { alignment } = stream
  const deviation = sameScene * sizeOf(range)
  return { alignment, deviation, isHeld: true, lostFor, moved, changed }
}

/**
 * The fit, as far as it differs from the alignment before by more than noise: what may be noise is
 * followed slowly. Far and near are judged apart, by what becomes of the two ends of the range: each
 * stays within half a deviation of the fit, so that near and far never change places.
 */
function steadied(
  fit: Fit,
  { alignment: before, range: { min, max } }: Stream,
  freedom: Freedom,
): Alignment {
  const [low, high] = [min, max].map((end) => {
    const raw = (end - fit.shift) / fit.scale
    const change = end - before.scale * raw - before.shift
    const noise = fit.deviation ** 2
    return { raw, end: change === 0 ? end : end - (change * noise) / (change ** 2 + noise) }
  }) as [End, End]
  if (freedom === 'scale') return { scale: high.end / high.raw, shift: 0 }
  const scale = (high.end - low.end) / (high.raw - low.raw)
  return { scale, shift: low.end - scale * low.raw }
}

/** Whether depth that was fitted to an anchor, with values of that range, shows the anchor's scene. */
export function isSameScene(fit: Fit, range: DepthRange): boolean {
  return fit.deviation <= sameScene * sizeOf(range)
}

/** The fit on places whose image is that of the anchor. */
function fitStill(
  reference: Float32Array,
  { raw, cells }: Scene,
  changed: Difference | undefined,
  options: FitOptions,
): Fit | undefined {
  const still = raw.map((value, i) => (changed?.cells[cells[i] ?? 0] === 1 ? NaN : value))
  const fit = fitSamples(still, reference, options)
  return fit !== undefined && fit.samples >= fewestStill * raw.length ? fit : undefined
}

function sizeOf({ min, max }: DepthRange): number {
  return max - min
}
