import { setTimeout as sleep } from 'node:timers/promises'
import { startNodeRed, stopNodeRed } from '../../testing/node-red/node-red'
import { ownTail, withDepthFlow, type Transport } from '../depth-flow'
import { loopDelays } from '../loop-delays'
import { nearZeroModel, publishedModel } from '../models'
import { withTransformersJs } from '../peers/transformers-js'
import { image, imageSizes, type ImageName } from '../images'
import { spreadColumns, spreadRow } from '../spread'
import { target, type RunSize, type Measurement } from '../target'
import { viewTail, withWatchingEditor } from '../watching-editor'

const names: readonly ImageName[] = ['720p', '2160p']
/** How many frames are processed at once. */
const concurrentFrames = 3

/**
 * How late the event loop of Node-RED is while frames run back to back from JPEG to colored JPEG,
 * compared with the same process at rest. The near-zero graph gives the most frames per second.
 */
export async function eventLoop({ quick }: RunSize): Promise<Measurement> {
  const nearZero = await nearZeroModel()
  const small = await publishedModel(quick ? 'tiny' : 'small', 'v2')
  const windows = quick ? 2 : 12
  const rows: (readonly (string | number)[])[] = []
  const targets = []
  await startNodeRed()
  try {
    for (const name of names) {
      const { jpeg } = await image(imageSizes[name])
      const routes = { route: { modelFile: nearZero.file, tail: ownTail } }
      const { busy, idle } = await withDepthFlow(routes, async (transport) => {
        await frames(transport, jpeg, 10)
        const delays = { busy: [] as number[], idle: [] as number[] }
        for (let window = 0; window < windows; window++) {
          delays.busy.push(...(await loopDelays(() => frames(transport, jpeg, quick ? 5 : 20))))
          delays.idle.push(...(await loopDelays(() => sleep(quick ? 100 : 400))))
        }
        return delays
      })
      if (name === '720p') {
        const samples = { a: busy, b: idle }
        targets.push(target('loop_p99_above_idle_ms', 'p99_difference', samples, '<=', 10))
      }
      rows.push(spreadRow(`ours, near-zero graph, ${name}`, busy), spreadRow('ours, at rest', idle))
    }
    const viewed = await viewedDelays(nearZero.file, quick ? 3 : 12)
    const samples = { a: viewed.busy, b: viewed.idle }
    targets.push(target('view_loop_p99_above_idle_ms', 'p99_difference', samples, '<=', 10))
    rows.push(
      spreadRow('ours, 720p at 30 fps through render and view, an editor watching', viewed.busy),
      spreadRow('ours, at rest', viewed.idle),
    )
    const { file, jpeg } = await image(imageSizes['720p'])
    const routes = { route: { modelFile: small.file, tail: ownTail } }
    const ours = await withDepthFlow(routes, async (transport) => {
      await transport('route', jpeg)
      return loopDelays(() => frames(transport, jpeg, 4))
    })
    rows.push(spreadRow(`ours, ${small.descriptor.id}, 720p`, ours))
    const theirs = await withTransformersJs(small.file, async (run) => {
      await run({ file, asPng: false })
      const delays = []
      for (let count = 0; count < 4; count++) {
        delays.push(...(await run({ file, asPng: false, withLoopDelays: true })).loopDelays)
      }
      return delays
    })
    rows.push(spreadRow(`transformers.js, ${small.descriptor.id}, 720p`, theirs))
  } finally {
    await stopNodeRed()
  }
  return {
    targets,
    tables: [{ title: 'Event-loop delay, milliseconds', columns: spreadColumns, rows }],
  }
}

const framesPerSecond = 30

/** The delays while 720p comes at 30 fps and an editor looks at what is rendered, and at rest. */
async function viewedDelays(modelFile: string, windows: number) {
  const { jpeg } = await image(imageSizes['720p'])
  return withDepthFlow({ route: { modelFile, tail: viewTail } }, async (transport) => {
    await frames(transport, jpeg, 10)
    const delays = { busy: [] as number[], idle: [] as number[] }
    for (let window = 0; window < windows; window++) {
      const busy = () => loopDelays(() => paced(transport, jpeg, 2 * framesPerSecond))
      delays.busy.push(...(await withWatchingEditor(busy)))
      delays.idle.push(...(await loopDelays(() => sleep(500))))
    }
    return delays
  })
}

/** Frames as a camera sends them, whether earlier ones are done or not. */
async function paced(transport: Transport, jpeg: Buffer, count: number): Promise<void> {
  const sent: Promise<void>[] = []
  for (let frame = 0; frame < count; frame++) {
    sent.push(transport('route', jpeg))
    await sleep(1000 / framesPerSecond)
  }
  await Promise.all(sent)
}

async function frames(transport: Transport, jpeg: Buffer, count: number): Promise<void> {
  let started = 0
  const work = async () => {
    while (started++ < count) await transport('route', jpeg)
  }
  await Promise.all(Array.from({ length: concurrentFrames }, work))
}
