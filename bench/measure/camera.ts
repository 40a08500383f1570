import { setTimeout as sleep } from 'node:timers/promises'
import { isTiming } from '../../lib/timing/timeline'
import { receive } from '../../testing/node-red/node-red'
import { framesPerSecond, withCameras, withServer } from '../live-cameras'
import { loopDelays } from '../loop-delays'
import { nearZeroModel, publishedModel } from '../models'
import { spreadColumns, spreadRow } from '../spread'
import { median } from '../statistics'
import { target, type Measurement, type RunSize, type Table } from '../target'

const cameraCount = 8

/** What live cameras cost Node-RED's thread, and how old a frame is when a slow model takes it. */
export async function camera(size: RunSize): Promise<Measurement> {
  return withServer(async (address) => {
    const [loop, ages] = [await loopOf(address, size), await agesOf(address, size)]
    return {
      targets: [
        target('camera_loop_p99_above_idle_ms', 'p99_difference', loop.samples, '<=', 10),
        target('camera_age_beyond_run_and_frame_ms', 'largest', { a: ages.beyond }, '<=', 0),
      ],
      tables: [loop.table, ages.table],
    }
  })
}

/** The near-zero graph lets the most frames through. */
async function loopOf(address: string, { quick }: RunSize) {
  const { file } = await nearZeroModel()
  const samples = await withCameras(cameraCount, address, file, async (tell) => {
    const delays = { a: [] as number[], b: [] as number[] }
    for (let window = 0; window < (quick ? 2 : 12); window++) {
      tell('start')
      await arrive(2 * cameraCount)
      delays.a.push(...(await loopDelays(() => arrive(quick ? 20 : 160))))
      tell('stop')
      await sleep(300)
      delays.b.push(...(await loopDelays(() => sleep(quick ? 200 : 1000))))
    }
    return delays
  })
  const table: Table = {
    title: `Event-loop delay with ${cameraCount} MJPEG cameras, 720p at ${framesPerSecond} fps, to depth, near-zero graph, milliseconds`,
    columns: spreadColumns,
    rows: [spreadRow('cameras run', samples.a), spreadRow('cameras stopped', samples.b)],
  }
  return { samples, table }
}

/** The age of a frame is that at which the model begins with it. */
async function agesOf(address: string, { quick }: RunSize) {
  const { descriptor, file } = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const frames = await withCameras(1, address, file, async (tell) => {
    tell('start')
    await arrive(2)
    return arrive(quick ? 4 : 40)
  })
  const runs = frames.map(({ run }) => run)
  const ages = frames.map(({ age }) => age)
  const beyond = ages
    .slice(1)
    .map((age, index) => age - (runs[index] ?? NaN) - 1000 / framesPerSecond)
  const table: Table = {
    title: `Age of a frame when a model takes it, one MJPEG camera, 720p at ${framesPerSecond} fps, milliseconds`,
    columns: ['model', 'a run', 'age, median', 'age, largest', 'beyond a run and a frame, largest'],
    rows: [[descriptor.id, median(runs), median(ages), Math.max(...ages), Math.max(...beyond)]],
  }
  return { beyond, table }
}

/** The next depth maps: how old the frame was when its run began, and how long that took. */
async function arrive(count: number) {
  const arrived: { readonly age: number; readonly run: number }[] = []
  while (arrived.length < count) {
    const { timing } = await receive('done')
    if (!isTiming(timing)) throw new Error('a depth map came without msg.timing')
    const inference = timing.stages.find(({ stage }) => stage === 'inference')
    if (inference === undefined) throw new Error('a depth map came without an inference')
    arrived.push({ age: inference.start, run: inference.ms })
  }
  return arrived
}
