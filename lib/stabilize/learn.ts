import type { Scene } from './scene'
import type { Stream, StreamImage } from './stream'
import type { Tracked } from './track'

/**
 * The anchor is a mean of so many frames at most. That it is a mean of many keeps its scale in place:
 * the noise of each fit would else add up.
 */
const slowest = 1000
/** What is farther off than this many standard deviations is learned as if it were not. */
const credible = 3
/** A cell that differs from the anchor's image is learned again when it stood still for so many frames. */
const settled = 30
/** So slowly the anchor's image follows the light. */
const imageMemory = 64

/** Lets the anchor and its image follow what a frame shows that was fitted to them. */
export function learn(stream: Stream, scene: Scene, tracked: Tracked): void {
  const settledCells = stream.image && learnImage(stream.image, scene, tracked)
  const { scale, shift } = tracked.alignment
  // The mean scale of metric frames is better than that of the first one.
  const { scale: ownScale, shift: ownShift } =
    scene.freedom === 'scale' ? { scale: 1, shift: 0 } : { scale, shift }
  const { values } = stream.anchor
  const most = credible * tracked.deviation
  for (let i = 0; i < values.length; i++) {
    const raw = scene.raw[i] ?? NaN
    if (!Number.isFinite(raw)) continue
    const cell = scene.cells[i] ?? 0
    const seen = ownScale * raw + ownShift
    const known = values[i] ?? NaN
    if (settledCells?.[cell] === 1 || !Number.isFinite(known)) {
      values[i] = seen
      stream.counts[i] = 1
    } else if (tracked.changed?.cells[cell] !== 1) {
      const count = Math.min((stream.counts[i] ?? 0) + 1, slowest)
      stream.counts[i] = count
      const off = scale * raw + shift - known
      values[i] = known + (seen - known - off + Math.max(-most, Math.min(most, off))) / count
    }
  }
}

/** @returns the cells that were taken over from the new image, one byte for each */
function learnImage(
  { anchored, stillFor }: StreamImage,
  { image }: Scene,
  { moved, changed }: Tracked,
): Uint8Array | undefined {
  if (image === undefined || changed === undefined) return undefined
  const { scale, shift } = changed.brightness
  const taken = new Uint8Array(anchored.length)
  for (let cell = 0; cell < anchored.length; cell++) {
    const seen = scale * (image[cell] ?? 0) + shift
    if (changed.cells[cell] !== 1) {
      stillFor[cell] = 0
      anchored[cell] = (anchored[cell] ?? 0) + (seen - (anchored[cell] ?? 0)) / imageMemory
      continue
    }
    const stood = moved?.cells[cell] === 1 ? 0 : (stillFor[cell] ?? 0) + 1
    stillFor[cell] = stood % settled
    if (stood < settled) continue
    anchored[cell] = seen
    taken[cell] = 1
  }
  return taken
}
