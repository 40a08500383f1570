import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forgetCalls, startNodeRed, stopNodeRed } from '../../testing/node-red/node-red'
import { disturbedFrames, withDepthChain } from '../depth-chain-flow'
import { memoryNow } from '../memory'
import { statistics } from '../statistics'
import { target, type Measurement, type RunSize } from '../target'

const side = 126
const framesPerSample = 50
const warmUpFrames = 5000
const frames = 10_000

/** Resident memory of Node-RED while frames go through stabilize, calibrate and measure depth. */
export async function chainSoak({ quick }: RunSize): Promise<Measurement> {
  const userDir = await mkdtemp(join(tmpdir(), 'depth-bench-'))
  await startNodeRed()
  try {
    const resident: number[] = []
    const [first, ...others] = await disturbedFrames(side)
    if (first === undefined) throw new Error('there are no frames')
    await withDepthChain(first, userDir, async (through) => {
      const runBlock = async () => {
        for (let at = 0; at < framesPerSample; at++) {
          await through(others[at % others.length] ?? first)
        }
        forgetCalls()
      }
      for (let at = 0; at < (quick ? 1 : warmUpFrames / framesPerSample); at++) await runBlock()
      for (let sample = 0; sample < (quick ? 3 : frames / framesPerSample); sample++) {
        await runBlock()
        resident.push(memoryNow().own)
      }
    })
    return {
      targets: [target('chain_soak_growth_mb', 'growth', { a: resident }, '<=', 20)],
      tables: [
        {
          title: `Stabilize, calibrate and measure, ${resident.length * framesPerSample} frames of ${side}x${side}, resident memory, MB`,
          columns: ['growth', 'at the end'],
          rows: [[statistics.growth(resident), resident.at(-1) ?? NaN]],
        },
      ],
    }
  } finally {
    await stopNodeRed()
    await rm(userDir, { recursive: true, force: true })
  }
}
