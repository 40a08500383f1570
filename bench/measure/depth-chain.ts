import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exportDepth } from '../../lib/export/export-depth'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { StageName, Timing } from '../../lib/timing/timeline'
import { startNodeRed, stopNodeRed } from '../../testing/node-red/node-red'
import { disturbedFrames, withDepthChain } from '../depth-chain-flow'
import { loopDelays } from '../loop-delays'
import { spreadColumns, spreadRow } from '../spread'
import { target, type Measurement, type RunSize } from '../target'

const side = 518
const perSecond = 30
const stages = ['stabilize', 'calibrate', 'measure'] as const
const formats = ['npy', 'png16'] as const

/**
 * Thirty frames of 518x518 depth a second through stabilize, calibrate and measure in one Node-RED: how
 * late its event loop is meanwhile, what each node takes, and what exporting one frame takes.
 */
export async function depthChain({ quick }: RunSize): Promise<Measurement> {
  const userDir = await mkdtemp(join(tmpdir(), 'depth-bench-'))
  await startNodeRed()
  try {
    const { busy, idle, costs, metric } = await paced(userDir, quick)
    const exported = await exportTimes(metric, quick ? 3 : 30)
    return {
      targets: [
        target('chain_loop_p99_above_idle_ms', 'p99_difference', { a: busy, b: idle }, '<=', 10),
      ],
      tables: [
        {
          title: `Stabilize, calibrate and measure ${side}x${side}, ${perSecond} frames a second, milliseconds`,
          columns: spreadColumns,
          rows: [
            ...stages.map((stage) => spreadRow(`${stage} a frame`, costs[stage])),
            spreadRow('delay of the event loop meanwhile', busy),
            spreadRow('delay of the event loop at rest', idle),
            ...formats.map((format) => spreadRow(`export a frame as ${format}`, exported[format])),
          ],
        },
      ],
    }
  } finally {
    await stopNodeRed()
    await rm(userDir, { recursive: true, force: true })
  }
}

async function paced(userDir: string, quick: boolean) {
  const frames = await disturbedFrames(side)
  const costs = { stabilize: [] as number[], calibrate: [] as number[], measure: [] as number[] }
  const delays = { busy: [] as number[], idle: [] as number[] }
  const metric = await withDepthChain(first(frames), userDir, async (through) => {
    let last = first(frames)
    const run = async (count: number) => {
      const sent = Array.from({ length: count }, async (_, at) => {
        await sleep((1000 * at) / perSecond)
        const msg = await through(frames[at % frames.length] ?? last)
        for (const stage of stages) costs[stage].push(stageMs(msg['timing'] as Timing, stage))
        last = msg.payload as DepthFrame
      })
      await Promise.all(sent)
    }
    await run(quick ? 5 : 20)
    for (const stage of stages) costs[stage].length = 0
    for (let window = 0; window < (quick ? 2 : 12); window++) {
      delays.busy.push(...(await loopDelays(() => run(quick ? 10 : 2 * perSecond))))
      delays.idle.push(...(await loopDelays(() => sleep(quick ? 100 : 400))))
    }
    if (last.unit !== 'm') throw new Error('the chain gives no meters')
    return last
  })
  return { ...delays, costs, metric }
}

/** Milliseconds of each export of one frame. */
async function exportTimes(frame: DepthFrame, count: number) {
  const times = { npy: [] as number[], png16: [] as number[] }
  const points = {
    fieldOfView: undefined,
    stride: 1,
    limit: undefined,
    withoutEdges: true,
    allowRelative: false,
  }
  for (let at = 0; at < count; at++) {
    for (const format of formats) {
      const began = performance.now()
      await exportDepth(frame, { format, size: 'model', levels: { mode: 'auto' }, points })
      times[format].push(performance.now() - began)
    }
  }
  return times
}

function stageMs({ stages: passed }: Timing, wanted: StageName): number {
  return passed.find(({ stage }) => stage === wanted)?.ms ?? NaN
}

function first(frames: readonly DepthFrame[]): DepthFrame {
  const [frame] = frames
  if (frame === undefined) throw new Error('there are no frames')
  return frame
}
