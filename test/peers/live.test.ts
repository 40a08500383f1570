import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { samplePath } from '../../lib/image/sample-path'
import { liveFlow, type Books, type Memory } from '../../testing/camera/live-flow'
import { Broker } from '../../testing/mqtt/broker'
import { OpenEditor } from '../../testing/node-red/editor'
import { childrenOf, descendantsOf, residentMB, untilGone } from '../../testing/process/processes'
import { until } from '../../testing/process/until'
import { freePort } from '../../tools/node-red'

/** The first round of faults, which is always finished, warms everything up. */
const roundsMs = 360_000
const backLimitMs = 60_000
/** More than can still be on their way when a part fails. The image over MQTT is always the same. */
const newImages = 5
const stallMs = 8000
const publishEveryMs = 1000
/** Of what Node-RED holds once garbage has been collected; frames on their way are part of it. */
const mostGrowthMB = 5

describe('a camera, a broker and a browser, of which parts fail', () => {
  let rtspPort: number
  let camera: ChildProcess
  let broker: Broker
  let editor: OpenEditor
  let listener: ReturnType<Broker['subscribe']>
  let figures = 0
  let jpeg: Buffer
  let isPublishing = true

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
    jpeg = await readFile(samplePath('street'))
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

  /** Logs the memory of Node-RED and of the model's process; returns what Node-RED holds, in megabytes. */
  async function heldMB(when: string): Promise<number> {
    const answer = await fetch(new URL('memory', editor.nodeRed.url))
    const { held, resident } = (await answer.json()) as Memory
    const [model] = childrenOf(nodeRedPid())
    const figures = [
      `${(held / 1e6).toFixed(1)} MB held`,
      `${(resident / 1e6).toFixed(0)} MB resident`,
      `the model's process ${model === undefined ? 'ended' : `${residentMB(model).toFixed(0)} MB resident`}`,
    ]
    console.log(`      ${when}: ${figures.join(', ')}`)
    return held / 1e6
  }

  function nodeRedPid(): number {
    const { pid } = editor.nodeRed.process
    assert.ok(pid !== undefined)
    return pid
  }

  /** The ffmpeg that reads our camera: the one below this Node-RED. */
  function ffmpegs(): readonly number[] {
    return descendantsOf(nodeRedPid())
      .filter(({ program }) => program === 'ffmpeg')
      .map(({ pid }) => pid)
  }

  /** Ends the camera and the images over MQTT, and waits until every frame is accounted for. */
  async function closeBooks(): Promise<void> {
    isPublishing = false
    await fetch(new URL('stop', editor.nodeRed.url), { method: 'POST' })
    let counted: Books | undefined
    const isEven = async () => {
      counted = await books()
      return counted.in === counted.out + counted.dropped + counted.failed || undefined
    }
    await until(isEven, backLimitMs).finally(() => console.log(`      ${JSON.stringify(counted)}`))
    assert.ok(counted !== undefined && counted.out > 0 && counted.failed === 0)
    isPublishing = true
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
      await until(() => (ffmpegs().length === 0 ? true : undefined), backLimitMs)
      await startCamera()
    },
    'ffmpeg was killed': async () => {
      const pid = await until(() => ffmpegs()[0], backLimitMs)
      process.kill(pid, 'SIGKILL')
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

  async function showsAgain(fault: string, happens: () => Promise<void>): Promise<void> {
    const started = performance.now()
    await happens()
    await comesBack()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`      ${fault}: depth is shown again after ${seconds} s`)
  }

  it('shows depth again by itself after each fault, loses no frame, and holds no more memory', async function () {
    this.timeout(540_000)
    const deadline = performance.now() + roundsMs
    const publishing = setInterval(() => {
      if (isPublishing) broker.publish('images', jpeg).catch(() => undefined)
    }, publishEveryMs)
    try {
      await comesBack()
      const held: number[] = []
      while (performance.now() < deadline) {
        for (const [fault, happens] of Object.entries(faults)) await showsAgain(fault, happens)
        held.push(await heldMB(`round ${held.length + 1}`))
      }
      const [first = NaN] = held
      assert.ok((held.at(-1) ?? NaN) - first < mostGrowthMB)
      await closeBooks()

      await showsAgain('Node-RED was killed', async () => {
        const below = descendantsOf(nodeRedPid())
        assert.ok(below.length > 0)
        await editor.killAndRestart()
        for (const { pid } of below) await untilGone(pid, backLimitMs)
      })
    } finally {
      clearInterval(publishing)
    }
    await closeBooks()
  })
})
