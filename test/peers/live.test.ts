import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { samplePath } from '../../lib/image/sample-path'
import { liveFlow, type Books } from '../../testing/camera/live-flow'
import { Broker } from '../../testing/mqtt/broker'
import { OpenEditor } from '../../testing/node-red/editor'
import { until } from '../../testing/process/until'
import { freePort } from '../../tools/node-red'

/** The first one warms everything up. */
const rounds = 5
const backLimitMs = 60_000
/** More than can still be on their way when a part fails. The image over MQTT is always the same. */
const newImages = 5
const stallMs = 8000
const publishEveryMs = 1000
const mostGrowthMB = 80

describe('a camera, a broker and a browser, of which parts fail', () => {
  let rtspPort: number
  let camera: ChildProcess
  let broker: Broker
  let editor: OpenEditor
  let listener: ReturnType<Broker['subscribe']>
  let figures = 0

  async function startCamera(): Promise<void> {
    const script = join(__dirname, '../../testing/camera/rtsp-server.py')
    camera = spawn('/usr/bin/python3', [script, String(rtspPort), 'none'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    assert.ok(camera.stdout)
    await once(camera.stdout, 'data')
  }

  async function killCamera(): Promise<void> {
    const gone = once(camera, 'exit')
    camera.kill('SIGKILL')
    await gone
  }

  async function startBroker(port?: number): Promise<void> {
    broker = await Broker.start(port)
    listener = broker.subscribe('figures', () => (figures += 1))
  }

  before(async function () {
    this.timeout(120_000)
    rtspPort = await freePort()
    await startCamera()
    await startBroker()
    editor = await OpenEditor.open(liveFlow(`rtsp://127.0.0.1:${rtspPort}/live`, broker.port))
    await editor.page.goto(new URL('depth-stream/live', editor.nodeRed.url).href)
  })
  after(async () => {
    await editor.close()
    await listener.close()
    await broker.stop()
    await killCamera()
  })

  async function books(): Promise<Books> {
    return (await (await fetch(new URL('books', editor.nodeRed.url))).json()) as Books
  }

  /** Resident memory of Node-RED's own process. */
  async function memoryMB(): Promise<number> {
    const status = await readFile(`/proc/${editor.nodeRed.process.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
  }

  /** The ffmpeg that reads our camera: the one below this Node-RED. */
  async function ffmpegs(): Promise<number[]> {
    const found: number[] = []
    const parents = new Map<number, number>()
    for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '')
      const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(stat) ?? []
      parents.set(Number(entry), Number(parent))
      if (name === 'ffmpeg') found.push(Number(entry))
    }
    const isOurs = (pid: number | undefined): boolean =>
      pid !== undefined && (pid === editor.nodeRed.process.pid || isOurs(parents.get(pid)))
    return found.filter(isOurs)
  }

  /** Resolves once the browser has shown several new images, and a figure has come over MQTT. */
  async function comesBack(): Promise<void> {
    const heard = figures
    let shown = await editor.page.screenshot()
    for (let image = 0; image < newImages; image += 1) {
      shown = await until(async () => {
        const now = await editor.page.screenshot()
        return now.equals(shown) ? undefined : now
      }, backLimitMs)
    }
    await until(() => (figures > heard ? true : undefined), backLimitMs)
  }

  const faults: Readonly<Record<string, () => Promise<void>>> = {
    'the camera went away': async () => {
      await killCamera()
      await until(async () => ((await ffmpegs()).length === 0 ? true : undefined), backLimitMs)
      await startCamera()
    },
    'ffmpeg was killed': async () => {
      const [pid] = await until(async () => {
        const found = await ffmpegs()
        return found.length > 0 ? found : undefined
      }, backLimitMs)
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    'the network stalled': async () => {
      camera.kill('SIGSTOP')
      await sleep(stallMs)
      camera.kill('SIGCONT')
    },
    'the broker restarted': async () => {
      const { port } = broker
      await listener.close()
      await broker.stop()
      await startBroker(port)
    },
  }

  it('shows depth again by itself after each fault, loses no frame unaccounted, and keeps its memory', async function () {
    this.timeout(540_000)
    const jpeg = await readFile(samplePath('street'))
    const publishing = setInterval(() => {
      broker.publish('images', jpeg).catch(() => undefined)
    }, publishEveryMs)
    try {
      await comesBack()
      let before = NaN
      for (let round = 1; round <= rounds; round += 1) {
        if (round === 2) before = await memoryMB()
        for (const [fault, happens] of Object.entries(faults)) {
          const started = performance.now()
          await happens()
          await comesBack()
          const seconds = ((performance.now() - started) / 1000).toFixed(1)
          console.log(`      round ${round}, ${fault}: depth is shown again after ${seconds} s`)
        }
      }
      const growth = (await memoryMB()) - before
      console.log(
        `      memory: ${before.toFixed(0)} MB, and ${growth.toFixed(0)} MB more at the end`,
      )
      assert.ok(growth < mostGrowthMB)
    } finally {
      clearInterval(publishing)
    }
    await fetch(new URL('stop', editor.nodeRed.url), { method: 'POST' })
    const counted = await until(async () => {
      const now = await books()
      return now.in === now.out + now.dropped + now.failed ? now : undefined
    }, 30_000)
    console.log(`      ${JSON.stringify(counted)}`)
    assert.ok(counted.out > 0 && counted.failed === 0)
  })
})
