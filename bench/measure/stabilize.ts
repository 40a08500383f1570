import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { SavedAnchors } from '../../lib/stabilize/saved-anchors'
import { Stabilizer } from '../../lib/stabilize/stabilizer'
import { disturbedFrames } from '../depth-chain-flow'
import { loopDelays } from '../loop-delays'
import { spreadColumns, spreadRow } from '../spread'
import { target, type Measurement, type RunSize } from '../target'

const side = 518
const perSecond = 30

/**
 * What stabilize depth costs at 518x518, thirty frames a second: how long a frame takes, which is
 * spent in its thread, and how late the event loop of Node-RED is meanwhile.
 */
export async function stabilizing({ quick }: RunSize): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-bench-'))
  const stabilizer = new Stabilizer(new SavedAnchors(folder))
  const frames = await disturbedFrames(side)
  const times: number[] = []
  const run = async (count: number) => {
    for (let at = 0; at < count; at++) {
      const due = sleep(1000 / perSecond)
      const frame = frames[at % frames.length]
      if (frame === undefined) continue
      const { measured } = await stabilizer.stabilize(frame, 'bench')
      times.push(measured.at(-1)?.ms ?? NaN)
      await due
    }
  }
  try {
    await run(20)
    times.length = 0
    const windows = quick ? 2 : 12
    const delays = { busy: [] as number[], idle: [] as number[] }
    for (let window = 0; window < windows; window++) {
      delays.busy.push(...(await loopDelays(() => run(quick ? 10 : 30))))
      delays.idle.push(...(await loopDelays(() => sleep(quick ? 100 : 400))))
    }
    const samples = { a: delays.busy, b: delays.idle }
    return {
      targets: [target('stabilize_loop_p99_above_idle_ms', 'p99_difference', samples, '<=', 10)],
      tables: [
        {
          title: `Stabilizing ${side}x${side}, ${perSecond} frames a second, milliseconds`,
          columns: spreadColumns,
          rows: [
            spreadRow('a frame, in the thread and there and back', times),
            spreadRow('delay of the event loop meanwhile', delays.busy),
            spreadRow('delay of the event loop at rest', delays.idle),
          ],
        },
      ],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
