import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { samplePath } from '../../lib/image/sample-path'
import { Broker } from '../../testing/mqtt/broker'
import { killWorker, startRequester, startWorker } from '../../testing/mqtt/worker-farm'
import { until } from '../../testing/process/until'
import type { RunningNodeRed } from '../../tools/node-red'

/** What the requester writes down. */
interface Line {
  readonly n: number
  readonly depth?: number
  readonly kind?: string
  readonly width?: number
  readonly remote?: boolean
}

const images = Number(process.env['IMAGES'] ?? 300)
const atMostUnderWay = 20
const workerCount = 3
const pauseBetweenKillsMs = 3000
const retryAfterMs = 10_000

/** Small images of different widths, so that an answer shows which one it belongs to. */
async function smallImages(): Promise<readonly Buffer[]> {
  const names = ['room', 'street', 'corridor'] as const
  const widths = [320, 336, 352]
  return Promise.all(
    names.map((name, at) =>
      sharp(samplePath(name))
        .resize({ width: widths[at] ?? 320 })
        .jpeg()
        .toBuffer(),
    ),
  )
}

describe("workers behind mosquitto's shared subscription", () => {
  let broker: Broker
  let folder: string
  let requester: RunningNodeRed
  let workers: RunningNodeRed[]

  beforeEach(async function () {
    this.timeout(120_000)
    folder = await mkdtemp(join(tmpdir(), 'depth-workers-'))
    broker = await Broker.start()
    workers = []
    requester = await startRequester(broker, folder)
  })
  afterEach(async function () {
    this.timeout(60_000)
    await Promise.all([requester, ...workers].map((nodeRed) => nodeRed.stop()))
    await broker.stop()
    await rm(folder, { recursive: true })
  })

  async function lines(name: 'answers' | 'errors'): Promise<Line[]> {
    const file = join(folder, name)
    if (!existsSync(file)) return []
    const text = await readFile(file, 'utf8')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line)
  }

  /** Posts so many images, with a bounded number under way, and resolves once all are settled. */
  async function send(count: number): Promise<void> {
    const jpegs = await smallImages()
    const settled = async () => (await lines('answers')).length + (await lines('errors')).length
    for (let n = 0; n < count; n += 1) {
      await until(async () => (n - (await settled()) < atMostUnderWay ? true : undefined), 120_000)
      const body = new Uint8Array(jpegs[n % jpegs.length] ?? Buffer.of())
      const headers = { 'content-type': 'image/jpeg' }
      const answer = await fetch(new URL(`frame?n=${n}`, requester.url), {
        ...{ method: 'POST', headers, body },
      })
      assert.equal(answer.status, 204)
    }
    await until(async () => ((await settled()) >= count ? true : undefined), 120_000)
  }

  it('answer every image exactly once, while they are killed and started again', async function () {
    this.timeout(1600 * images)
    workers = await Promise.all(Array.from({ length: workerCount }, () => startWorker(broker)))
    let published = 0
    const listener = broker.subscribe('depth/answers/#', () => (published += 1))
    let kills = 0
    const sending = new AbortController()
    const killing = (async () => {
      while (!sending.signal.aborted) {
        await sleep(pauseBetweenKillsMs)
        const at = kills % workerCount
        const [victim] = workers.slice(at, at + 1)
        if (victim !== undefined) await killWorker(victim)
        workers[at] = await startWorker(broker)
        kills += 1
      }
    })()
    const started = performance.now()
    await send(images)
    const seconds = (performance.now() - started) / 1000
    sending.abort()
    await killing
    // A second answer would come after the time of a retry at the latest.
    await sleep(retryAfterMs)
    await listener.close()

    const answers = await lines('answers')
    console.log(
      `      ${answers.length} of ${images} images in ${seconds.toFixed(0)} s, ${kills} workers killed, ${published} answers published`,
    )
    assert.deepEqual(await lines('errors'), [])
    const numbers = answers.map(({ n }) => n).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from({ length: images }, (_, n) => n),
    )
    assert.ok(kills >= 3, `${kills} kills`)
    assert.ok(answers.every(({ kind, remote }) => kind === 'relative-inverse' && remote === true))
    const kinds = new Set(answers.map(({ n, width, depth }) => `${n % 3} ${width} ${depth}`))
    assert.equal(kinds.size, 3, [...kinds].join())
  })

  it('do more than one, where the model is what takes the time', async function () {
    this.timeout(240_000)
    const perSecond = 1
    const count = 20
    const times: number[] = []
    for (const wanted of [1, workerCount]) {
      while (workers.length < wanted) workers.push(await startWorker(broker, perSecond))
      // Every worker has loaded its model then.
      await send(2 * wanted)
      await rm(join(folder, 'answers'))
      const started = performance.now()
      await send(count)
      times.push((performance.now() - started) / 1000)
      await rm(join(folder, 'answers'))
    }
    const [one = NaN, three = NaN] = times
    console.log(
      `      ${count} images at ${perSecond} a second and worker: ${one.toFixed(1)} s with one, ${three.toFixed(1)} s with three`,
    )
    assert.deepEqual(await lines('errors'), [])
    assert.ok(one / three > 1.5)
  })
})
