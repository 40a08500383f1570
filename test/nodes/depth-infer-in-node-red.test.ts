import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../lib/package-root'
import { loopGraph, nearZeroGraph } from '../../tools/graph'
import { depthFlow, DepthService, type Footprint } from '../../testing/node-red/depth-service'
import { CustomModels } from '../../testing/models/custom-models'
import { rampJpeg } from '../../testing/frames/images'
import { isAlive, residentMB, untilGone } from '../../testing/process/processes'

describe('infer depth in the real red.js', () => {
  let models: CustomModels
  let quick: string
  let image: Buffer
  let service: DepthService

  before(async () => {
    models = await CustomModels.create()
    quick = await models.add('quick', nearZeroGraph())
    image = await rampJpeg(320, 180)
  })
  afterEach(() => service.nodeRed.stop())
  after(() => models.remove())

  const start = async (model: string, infer: Record<string, unknown> = {}) => {
    service = await DepthService.start(model, infer, { packages: [packageRoot] })
  }

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`leaves no process when Node-RED gets ${signal} in the middle of a native run`, async () => {
      await start(await models.add(`long-${signal.toLowerCase()}`, loopGraph({ seconds: 300 })), {
        timeLimit: 600,
      })
      const answer = service.depthOf(image).catch(() => 'cut off')
      const model = await modelOf(service)
      await sleep(1000)
      assert.ok(isAlive(model), 'the native run goes on')
      service.nodeRed.process.kill(signal)
      assert.equal(await answer, 'cut off')
      await untilGone(model, signal === 'SIGKILL' ? 2000 : 17_000)
    }).timeout(60_000)
  }

  it('answers a crash of the model with its code, and goes on', async () => {
    await start(await models.add('busy', loopGraph({ seconds: 3 })))
    const { stages } = await service.depthOf(image)
    const answer = service.depthOf(image)
    const model = await modelOf(service)
    await sleep((stages?.find(({ stage }) => stage === 'inference')?.ms ?? NaN) / 4)
    process.kill(model, 'SIGKILL')
    assert.equal((await answer).code, 'RUNTIME_CRASHED')
    assert.equal((await service.depthOf(image)).status, 200)
  }).timeout(60_000)

  it('keeps the model loaded through 100 redeploys, and leaves nothing behind', async () => {
    await start(quick)
    const isCold = async () =>
      (await service.depthOf(image)).stages?.some(({ cold }) => cold === true)
    const redeploy = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await service.deploy(depthFlow(quick))
        if (i % 10 === 0) assert.equal(await isCold(), false, 'the model was loaded again')
      }
    }
    assert.equal(await isCold(), true)
    const { models: loaded } = service.pids
    assert.equal(loaded.length, 1)
    await redeploy(20)
    const before = await service.footprint()
    await redeploy(100)
    const after = await untilHeld(service, before.heldMB + 5)
    assert.deepEqual(service.pids.models, loaded)
    assert.equal(after.listeners, before.listeners)
    assert.ok(after.resources <= before.resources + 3, 'timers, sockets and the like pile up')
    assertFlat('what Node-RED holds', before.heldMB, after.heldMB, 5)
    await service.deploy([])
    for (const pid of loaded) await untilGone(pid, 15_000)
  }).timeout(120_000)

  it('keeps its memory while 1,000 frames go through', async () => {
    await start(quick, { size: 252 })
    const run = async (frames: number) => {
      for (let i = 0; i < frames; i++) assert.equal((await service.depthOf(image)).status, 200)
    }
    const measure = async (maximumMB: number) => {
      const { heldMB } = await untilHeld(service, maximumMB)
      const { nodeRed, models: loaded } = service.pids
      return { heldMB, nodeRedMB: residentMB(nodeRed), modelMB: residentMB(loaded[0] ?? NaN) }
    }
    await run(500)
    const before = await measure(Infinity)
    await run(1000)
    const after = await measure(before.heldMB + 10)
    // One frame kept of each would be 800 MB; collections of garbage make these go up and down.
    assertFlat('what Node-RED holds', before.heldMB, after.heldMB, 10)
    assertFlat('resident memory of Node-RED', before.nodeRedMB, after.nodeRedMB, 150)
    assertFlat('resident memory of the model', before.modelMB, after.modelMB, 80)
  }).timeout(240_000)
})

/** What Node-RED holds, once it is below a limit, or after 10 seconds: what was just in use is freed late. */
async function untilHeld(service: DepthService, maximumMB: number): Promise<Footprint> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const footprint = await service.footprint()
    if (footprint.heldMB < maximumMB || performance.now() > deadline) return footprint
    await sleep(200)
  }
}

/** Prints a figure in megabytes, and fails when it has grown by more than a limit. */
function assertFlat(name: string, before: number, after: number, limitMB: number): void {
  const text = `${name}: ${before.toFixed(1)} to ${after.toFixed(1)} MB`
  console.log(`      ${text}`)
  assert.ok(after - before < limitMB, text)
}

/** The process of the model that a flow starts with its first image. */
async function modelOf(service: DepthService): Promise<number> {
  for (;;) {
    const [model] = service.pids.models
    if (model !== undefined) return model
    await sleep(20)
  }
}
