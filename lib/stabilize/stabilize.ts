import { randomUUID } from 'node:crypto'
import { fitSamples, valuesAt, type Alignment } from '../depth/alignment'
import { finiteValues } from '../depth/finite-values'
import { filterPixels, unfilteredPixels } from './filter-pixels'
import { withNeighbors } from './grid'
import { learn } from './learn'
import { sceneOf, type Scene } from './scene'
import { flickerOf, percentileRange, steadyRange } from './steadiness'
import type { Anchor, NewAnchor, StabilizeJob, Stabilized, Stream, StreamImage } from './stream'
import { isSameScene, track, type Tracked } from './track'

const asItIs: Alignment = { scale: 1, shift: 0 }
/** As if so many frames had made an anchor that was saved: how many there were is not. */
const savedCount = 100

/**
 * Stabilizes a depth map: fits its scale and shift to the anchor, on places whose image did not change,
 * and takes the mean over time of each pixel where nothing moves. Where the scene is another one, or
 * could not be followed for long, it starts again with a new anchor.
 */
export function stabilize(job: StabilizeJob): Stabilized {
  const scene = sceneOf(job)
  const { min, max } = percentileRange(scene.raw)
  if (min === max) return passed(job)
  const { stream } = job
  if (stream === undefined) return begin(job, scene, 'first')
  const tracked = track(stream, scene)
  if (typeof tracked === 'string') return begin(job, scene, tracked)
  return follow(job, scene, stream, tracked)
}

/** A map in which everything is equally far, or nothing known, says nothing about scale and shift. */
function passed({ data, stream }: StabilizeJob): Stabilized {
  return { range: finiteValues(data).range, stream, anchor: undefined, newAnchor: undefined }
}

function follow(job: StabilizeJob, scene: Scene, before: Stream, tracked: Tracked): Stabilized {
  const { alignment, deviation, moved } = tracked
  const moving = moved && withNeighbors(moved.cells, scene.grid)
  filterPixels(
    { ...job, alignment, deviation, grid: scene.grid, moving, frames: before.frames },
    before.pixels,
  )
  if (!tracked.isHeld) learn(before, scene, tracked)
  const steady = valuesAt(job.data, scene.positions)
  const stream: Stream = {
    ...before,
    image: nextImage(before.image, scene.image),
    raw: scene.raw,
    steady,
    alignment,
    frames: before.frames + (tracked.isHeld ? 0 : 1),
    isHeld: tracked.isHeld,
    lostFor: tracked.lostFor,
    range: steadyRange(before.range, percentileRange(steady)),
    flicker: flickerOf(before, scene, steady, moved),
  }
  return {
    range: finiteValues(job.data).range,
    stream,
    anchor: stream.anchor.id,
    newAnchor: undefined,
  }
}

function nextImage(
  before: StreamImage | undefined,
  image: Float32Array | undefined,
): StreamImage | undefined {
  if (image === undefined) return before
  const anchored = before?.anchored ?? image.slice()
  return { last: image, anchored, stillFor: before?.stillFor ?? new Uint8Array(image.length) }
}

/** Starts with a frame: from the saved anchor where that is of the same scene, else from a new one. */
function begin(job: StabilizeJob, scene: Scene, reason: NewAnchor): Stabilized {
  const saved = reason === 'first' ? fitToSaved(scene, job.saved) : undefined
  const anchor = saved?.anchor ?? { id: randomUUID(), values: scene.raw.slice() }
  const unknown = () => new Float32Array(anchor.values.length).fill(NaN)
  const count = saved === undefined ? 0 : savedCount
  const stream: Stream = {
    anchor,
    counts: new Float32Array(anchor.values.length).fill(count),
    pixels: unfilteredPixels(job.data.length),
    image: undefined,
    raw: unknown(),
    steady: unknown(),
    alignment: asItIs,
    frames: count,
    isHeld: false,
    lostFor: 0,
    range: percentileRange(anchor.values),
    flicker: undefined,
  }
  const fit = saved?.fit ?? { ...asItIs, deviation: 0 }
  const started = follow(job, scene, stream, {
    alignment: { scale: fit.scale, shift: fit.shift },
    deviation: fit.deviation,
    isHeld: false,
    lostFor: 0,
    moved: undefined,
    changed: undefined,
  })
  return { ...started, newAnchor: saved === undefined ? reason : 'restored' }
}

function fitToSaved({ raw, freedom }: Scene, anchor: Anchor | undefined) {
  if (anchor?.values.length !== raw.length) return undefined
  const fit = fitSamples(raw, anchor.values, { freedom, frames: savedCount })
  if (fit === undefined || !isSameScene(fit, percentileRange(anchor.values))) return undefined
  return { anchor, fit }
}
