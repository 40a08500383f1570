import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { nearZeroModel, picture, pictureSizes, withInference, type PictureName } from '../models'
import { quantile } from '../statistics'
import { target, type Extent, type Measurement } from '../target'
import { backToBack } from './throughput'

const names: readonly PictureName[] = ['720p', '2160p']
const windows = 20

/** How late the event loop is while frames run back to back, against the same process at rest. */
export async function eventLoop({ quick }: Extent): Promise<Measurement> {
  const located = await nearZeroModel()
  const measured = await withInference(async (inference) => {
    const results = []
    for (const name of names) {
      const { jpeg } = await picture(pictureSizes[name])
      await backToBack(inference, located, jpeg, 3)
      const busy: number[] = []
      const idle: number[] = []
      for (let window = 0; window < (quick ? 2 : windows); window++) {
        busy.push(await lateness(() => backToBack(inference, located, jpeg, quick ? 5 : 15)))
        idle.push(await lateness(() => sleep(quick ? 100 : 500)))
      }
      results.push({ name, a: busy, b: idle })
    }
    return results
  })
  return {
    targets: measured
      .filter(({ name }) => name === '720p')
      .map((samples) => target('loop_p99_above_idle_ms', 'p99_difference', samples, '<=', 10)),
    tables: [
      {
        title:
          'Event-loop delay, milliseconds (99th percentile of the 99th percentiles of windows)',
        columns: ['picture', 'frames back to back', 'idle'],
        rows: measured.map(({ name, a, b }) => [name, quantile(a, 0.99), quantile(b, 0.99)]),
      },
    ],
  }
}

/** The 99th percentile of the event loop's delay while something is under way, in milliseconds. */
async function lateness(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  await work()
  delays.disable()
  return delays.percentile(99) / 1e6
}
