import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../lib/package-root'
import { isTiming, type Timing } from '../../lib/timing/timeline'
import { comparison, exampleFlow } from '../examples/example-flow'
import { RunningNodeRed } from '../node-red'
import { timingTable } from './table'

const outputFolder = join(packageRoot, 'demo-output')
const rounds = 5
const frameLimitMs = 30_000
const pollMs = 25

interface FlowNode {
  readonly id: string
  readonly type: string
  readonly name?: string
}

/** Runs the example flow in a real Node-RED and reports. @throws Error with one clear line */
export async function runDemo({ keepServing }: { keepServing: boolean }): Promise<void> {
  await rm(outputFolder, { recursive: true, force: true })
  await mkdir(outputFolder)
  const flow = await exampleFlow(comparison)
  console.log('starting Node-RED …')
  const nodeRed = await RunningNodeRed.start({
    flow,
    packages: [packageRoot],
    settings: { fileWorkingDirectory: outputFolder },
  })
  try {
    const timings = await sendImages(nodeRed, flow)
    console.log(`\n${timingTable(timings)}\n`)
    console.log(`depth maps: ${outputFolder}`)
    if (!keepServing) return
    console.log(`editor:     ${nodeRed.url}   (Ctrl-C ends it)`)
    await Promise.race([interrupted(), endOf(nodeRed)])
  } finally {
    await nodeRed.stop()
  }
}

/** Presses each inject button in turn, one image after the other and never two at once. */
async function sendImages(
  nodeRed: RunningNodeRed,
  flow: readonly FlowNode[],
): Promise<readonly Timing[]> {
  const buttons = flow.filter(({ type }) => type === 'inject')
  const models = flow.filter(({ type }) => type === 'depth-infer').length
  let expected = 0
  for (let round = 1; round <= rounds; round++) {
    for (const { id, name } of buttons) {
      console.log(`image ${name ?? id}, round ${round} of ${rounds}`)
      expected += models
      await nodeRed.inject(id)
      await untilReported(nodeRed, expected)
    }
  }
  return reported()
}

/** Waits until the flow has written so many lines of timings. */
async function untilReported(nodeRed: RunningNodeRed, count: number): Promise<void> {
  const deadline = performance.now() + frameLimitMs
  while ((await reported()).length < count) {
    const errors = await linesOf('errors.jsonl')
    if (errors.length > 0) throw new Error(`the flow reported ${errors[0] ?? ''}`)
    if (performance.now() > deadline) {
      throw new Error(
        `no answer within ${frameLimitMs / 1000} s. Node-RED's log:\n${nodeRed.log()}`,
      )
    }
    await sleep(pollMs)
  }
}

async function reported(): Promise<readonly Timing[]> {
  return (await linesOf('timings.jsonl'))
    .map((line) => JSON.parse(line) as unknown)
    .filter(isTiming)
}

/** The complete lines of a file that the flow appends to. */
async function linesOf(name: string): Promise<readonly string[]> {
  const file = join(outputFolder, name)
  if (!existsSync(file)) return []
  return (await readFile(file, 'utf8')).split('\n').slice(0, -1)
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

function endOf(nodeRed: RunningNodeRed): Promise<void> {
  return new Promise((_, reject) => {
    nodeRed.process.once('exit', () => reject(new Error(`Node-RED ended:\n${nodeRed.log()}`)))
  })
}
