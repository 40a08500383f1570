import { execFileSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { ImageFrame } from '../../lib/frames/image-frame'
import type { DepthInference, LocatedModel } from '../../lib/inference/scheduling/depth-inference'
import { UnchangedImages } from '../../lib/inference/scheduling/unchanged-images'
import { loadImage } from '../../lib/image/load'
import { asJpeg, stillCamera, things, walkingPerson } from '../../testing/frames/camera-jpegs'
import { clip } from '../../testing/frames/clips'
import { depthFrame, hills } from '../../testing/frames/depth-frames'
import { childrenOf } from '../../testing/process/processes'
import { image, imageSizes } from '../images'
import { interleave, timed, type Samples } from '../interleave'
import { publishedModel } from '../models'
import { depthOf, withInference } from '../pipeline'
import { median } from '../statistics'
import { target, type Measurement, type RunSize, type Table } from '../target'

const scenes = ['street', 'room'] as const
/** The input of a 16:9 image at 518. */
const input = { width: 924, height: 518 } as const
/** The longest time between two runs of the model. */
const longestMs = 60_000
/** Frames in an hour of a camera that sends one a second, and those that run in it at least. */
const hour = { frames: 3600, runs: 3_600_000 / longestMs } as const

/**
 * Sending the depth of unchanged images again: what is found in made clips, what the comparison costs
 * beside decode and resize, and the processor time of an hour of a camera.
 */
export async function unchanged(size: RunSize): Promise<Measurement> {
  const clips = [...(await stillClips(size)), ...(await changingClips(size))]
  const costs = [await cost('720p', size), await cost('1080p', size)]
  const stillShares = clips.filter(({ still }) => still > 0).map((row) => row.reused / row.still)
  return {
    targets: [
      target('unchanged_missed', 'largest', { a: clips.map(({ missed }) => missed) }, '<=', 0),
      target('unchanged_found', 'median', { a: [Math.min(...stillShares)] }, '>=', 0.95),
      ...costs.map(({ name, samples }) =>
        target(`unchanged_cost_${name}`, 'ratio_of_medians', samples, '<=', 0.5),
      ),
    ],
    tables: [clipTable(clips), costTable(costs), await hourTable(size)],
  }
}

/** What was found in a clip. */
interface ClipRow {
  readonly what: string
  /** Frames in which nothing changes, and how many of them were found. */
  readonly still: number
  readonly reused: number
  /** Frames in which something changes, and how many of them were not seen. */
  readonly changes: number
  readonly missed: number
}

async function stillClips({ quick }: RunSize): Promise<readonly ClipRow[]> {
  const rows: ClipRow[] = []
  for (const scene of scenes) {
    const frames = await clip(scene, { ...stillCamera, frames: quick ? 5 : 101 })
    for (const [light, perFrame] of [
      ['', 0],
      [', slow light', quick ? 0.005 : 0.002],
    ] as const) {
      const jpegs = await inOrder(frames, (frame, at) => asJpeg(frame, { gain: 1 - perFrame * at }))
      const found = (await reused(jpegs)).slice(1)
      rows.push({
        what: `${scene}: noise and JPEG${light}`,
        still: found.length,
        reused: found.filter(Boolean).length,
        changes: 0,
        missed: 0,
      })
    }
  }
  return rows
}

async function changingClips({ quick }: RunSize): Promise<readonly ClipRow[]> {
  const rows: ClipRow[] = []
  for (const scene of scenes) {
    const frames = await clip(scene, { ...stillCamera, frames: 10 })
    const walk = await inOrder(frames, (frame, at) =>
      asJpeg(frame, at === 0 ? {} : { thing: walkingPerson(at) }),
    )
    rows.push(changeRow(`${scene}: a person walks`, (await reused(walk)).slice(1)))
    const [before, after] = frames
    if (before === undefined || after === undefined) continue
    const appeared = await inOrder(quick ? things.slice(0, 2) : things, async (thing) => {
      const pair = [await asJpeg(before), await asJpeg(after, { thing })]
      return (await reused(pair)).at(1) === true
    })
    rows.push(changeRow(`${scene}: a thing of 1 % appears`, appeared))
  }
  return rows
}

function changeRow(what: string, found: readonly boolean[]): ClipRow {
  const missed = found.filter(Boolean).length
  return { what, still: 0, reused: 0, changes: found.length, missed }
}

/** Which frames of a clip are sent without running the model. */
async function reused(frames: readonly ImageFrame[]): Promise<readonly boolean[]> {
  const images = new UnchangedImages(Infinity)
  return inOrder(frames, async (frame) => {
    const compared = images.image(frame, '')
    if (await compared.isUnchanged()) return true
    compared.runs()
    compared.ran(depthFrame(hills(8, 6)))
    return false
  })
}

async function inOrder<T, R>(
  values: readonly T[],
  work: (value: T, at: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  for (const [at, value] of values.entries()) results.push(await work(value, at))
  return results
}

function clipTable(rows: readonly ClipRow[]): Table {
  return {
    title: 'Unchanged images in made clips, frames',
    columns: ['clip', 'unchanged', 'of them found', 'changed', 'of them missed'],
    rows: rows.map((row) => [row.what, row.still, row.reused, row.changes, row.missed]),
  }
}

interface Cost {
  readonly name: string
  /** The comparison, and decode and resize. */
  readonly samples: Samples
  /** How long the comparison keeps the event loop. */
  readonly loopMs: readonly number[]
}

async function cost(name: '720p' | '1080p', { quick }: RunSize): Promise<Cost> {
  const { jpeg } = await image(imageSizes[name])
  const images = new UnchangedImages(Infinity)
  const newFrame = async () => (await loadImage(jpeg, { label: name })).frame
  const first = images.image(await newFrame(), '')
  first.runs()
  first.ran(depthFrame(hills(8, 6)))
  const loopMs: number[] = []
  const compare = async () => {
    const compared = images.image(await newFrame(), '')
    const before = performance.eventLoopUtilization()
    const ms = await timed(() => compared.isUnchanged())
    loopMs.push(performance.eventLoopUtilization(before).active)
    return ms
  }
  const decode = async () => {
    const frame = await newFrame()
    return timed(() => frame.pixels(input))
  }
  return { name, samples: await interleave(quick ? 2 : 25, compare, decode), loopMs }
}

function costTable(costs: readonly Cost[]): Table {
  return {
    title: 'Comparing an image, milliseconds',
    columns: ['image', 'comparing', 'of that in the event loop', 'decode and resize', 'ratio'],
    rows: costs.map(({ name, samples: { a, b }, loopMs }) => [
      name,
      median(a),
      median(loopMs),
      median(b),
      median(a) / median(b),
    ]),
  }
}

/** Processor time of both processes, for a frame that runs and for one that is sent again. */
async function hourTable({ quick }: RunSize): Promise<Table> {
  const model = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const { jpeg } = await image(imageSizes['720p'])
  const count = quick ? 2 : 20
  const run = await withInference((inference) => secondsAFrame(inference, model, jpeg, count))
  const again = await withInference(
    (inference) => secondsAFrame(inference, model, jpeg, 5 * count),
    { reuseMs: longestMs },
  )
  const nothingChanges = hour.runs * (run + again) + (hour.frames - hour.runs) * again
  return {
    title: `Processor time of an hour of a camera, 720p, one frame a second, ${model.descriptor.id}, seconds`,
    columns: ['a run', 'an unchanged image', 'the hour, all run', 'the hour, nothing changes'],
    rows: [[run, again, hour.frames * run, nothingChanges]],
  }
}

async function secondsAFrame(
  inference: DepthInference,
  model: LocatedModel,
  jpeg: Buffer,
  count: number,
): Promise<number> {
  await depthOf(inference, model, jpeg)
  const before = processorSeconds()
  for (let frame = 0; frame < count; frame++) await depthOf(inference, model, jpeg)
  return (processorSeconds() - before) / count
}

/** Of this process and of the model's, whole seconds of the latter. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  const [child] = childrenOf(process.pid)
  const text = execFileSync('ps', ['-o', 'cputimes=', '-p', String(child)], { encoding: 'utf8' })
  return (user + system) / 1e6 + Number(text)
}
