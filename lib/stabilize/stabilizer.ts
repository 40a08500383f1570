import { now } from '../clock'
import { copyValues } from '../copy-values'
import type { DepthFrame } from '../frames/depth-frame'
import { decodeStage } from '../image/decode-stage'
import { grayCells } from '../image/gray-cells'
import { RecentlyUsed } from '../timing/recently-used'
import type { Measured } from '../timing/timeline'
import { gridFor } from './grid'
import type { SavedAnchors, StreamName } from './saved-anchors'
import { StabilizeThread } from './stabilize-thread'
import type { Flicker, NewAnchor, Stabilized, Stream } from './stream'

/** What became of a frame: `msg.stabilize`. */
export interface StabilizeFigures {
  /** Absent where the depth map passes as it is: constant, without values, or of an unusable image. */
  readonly anchor?: string
  /** Where the anchor is another one than that of the frame before: why. */
  readonly newAnchor?: NewAnchor
  /** What was applied: `scale * value + shift`. */
  readonly scale: number
  readonly shift: number
  /** Scale and shift are those of a frame before, as this one could not be fitted. */
  readonly held: boolean
  /** Absent for the first frame. */
  readonly flicker?: Flicker
}

export interface StabilizedFrame {
  readonly depth: DepthFrame
  readonly figures: StabilizeFigures
  readonly measured: readonly Measured[]
  /** Why the anchor could not be saved. */
  readonly unsaved: unknown
}

/** As many streams as a node keeps; the least recently used one gives way. */
const mostStreams = 64
/** The anchor is saved when it is new, and again after so many frames, as it follows the scene. */
const saveEvery = 500

/** The last frames of a stream. */
interface Kept extends StreamName {
  /** Undefined while a frame is in the thread, and after a reset. */
  stream: Stream | undefined
}

const unchanged: StabilizeFigures = { scale: 1, shift: 0, held: false }

const thread = new StabilizeThread()

/** Stabilizes the depth of one node, frame after frame of each key: one at a time. */
export class Stabilizer {
  readonly #streams = new RecentlyUsed<string, Kept>(mostStreams)

  constructor(private readonly saved: SavedAnchors) {}

  /**
   * A steady frame from the next one of a key. A model, size, crop or kind of depth that is not that of
   * the frame before has a stream of its own.
   *
   * @throws DepthError STABILIZE_FAILED, IMAGE_DAMAGED, RUNTIME_MISSING
   */
  async stabilize(frame: DepthFrame, key: string): Promise<StabilizedFrame> {
    // Its depth says nothing about the scene, which is still there when the image is good again.
    if (frame.unusable !== undefined) return passed(frame)
    const kind = kindOf(frame)
    const kept = this.#streams.get(JSON.stringify([key, kind]), () => ({
      key,
      kind,
      stream: undefined,
    }))
    const { stream } = kept
    const saved = stream === undefined ? await this.saved.read(kept) : undefined
    const { width, height } = frame
    const decoded = await frame.image?.pixels(frame.inputSize ?? { width, height })
    const at = now()
    const image = decoded && (await grayCells(decoded.pixels, gridFor(frame)))
    const data = new Float32Array(frame.data.length)
    await copyValues(frame.data, data)
    const freedom = frame.kind === 'metric' ? 'scale' : 'scale-and-shift'
    kept.stream = undefined
    const answer = await thread.stabilize({ data, width, height, freedom, image, stream, saved })
    kept.stream = answer.stream
    const stage = { stage: 'stabilize', at, ms: now() - at } as const
    const { range, anchor } = answer
    const steadyRange = answer.stream?.range
    return {
      depth: frame.with({ data: answer.data, range, steadyRange, anchor }),
      figures: figuresOf(answer),
      measured: decoded === undefined ? [stage] : [decodeStage(decoded), stage],
      unsaved: await this.#save(kept, answer),
    }
  }

  /** Forgets a key, or all: its next frame starts with a new anchor. */
  async reset(key?: string): Promise<void> {
    for (const [, kept] of this.#streams.entries()) {
      if (key === undefined || kept.key === key) kept.stream = undefined
    }
    await this.saved.remove(key)
  }

  /** @returns why it was not saved */
  async #save(name: StreamName, { stream, anchor, newAnchor }: Stabilized): Promise<unknown> {
    if (stream === undefined || anchor === undefined) return undefined
    if (newAnchor === undefined && stream.frames % saveEvery !== 0) return undefined
    return this.saved.write(name, stream.anchor).catch((thrown: unknown) => thrown)
  }
}

function passed(depth: DepthFrame): StabilizedFrame {
  return { depth, figures: unchanged, measured: [], unsaved: undefined }
}

/** What has to be the same for values of two frames to be comparable. */
function kindOf(frame: DepthFrame): string {
  const { model, precision, kind, width, height, inputSize, source, crop } = frame
  return JSON.stringify([model, precision, kind, width, height, inputSize, source, crop])
}

function figuresOf({ stream, anchor, newAnchor }: Stabilized): StabilizeFigures {
  if (stream === undefined || anchor === undefined) return unchanged
  const { alignment, isHeld, flicker } = stream
  return {
    anchor,
    ...(newAnchor === undefined ? {} : { newAnchor }),
    scale: alignment.scale,
    shift: alignment.shift,
    held: isHeld,
    ...(flicker === undefined ? {} : { flicker }),
  }
}
