import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Camera } from '../../lib/camera/camera'
import type { CameraReport } from '../../lib/camera/report'
import type { CameraSettings } from '../../lib/camera/settings'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { cameraSettings } from '../../testing/camera/camera-settings'
import { until } from '../../testing/process/until'

const script = join(__dirname, '../../testing/camera/rtsp-server.py')
const account = { username: 'me', password: 'p@ss:w/rd' }

describe("GStreamer's RTSP server and the camera", () => {
  let servers: ChildProcess[]
  let cameras: Camera[]
  beforeEach(() => {
    servers = []
    cameras = []
  })
  afterEach(async () => {
    await Promise.all(cameras.map((camera) => camera.stop()))
    for (const server of servers) server.kill('SIGKILL')
  })

  async function freePort(): Promise<number> {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    return port
  }

  async function serve(auth: string, port?: number, codec = 'h264'): Promise<number> {
    const chosen = port ?? (await freePort())
    const server = spawn('/usr/bin/python3', [script, String(chosen), auth, codec], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    servers.push(server)
    await once(server.stdout, 'data')
    return chosen
  }

  function watch(port: number, changes: Partial<CameraSettings> = {}) {
    const frames: ImageFrame[] = []
    const reports: CameraReport[] = []
    const address = `rtsp://127.0.0.1:${port}/live`
    const camera = new Camera(cameraSettings({ kind: 'rtsp', address, ...changes }), {
      onFrame: (frame) => frames.push(frame),
      onReport: (report) => reports.push(report),
      pauseMs: () => 100,
    })
    cameras.push(camera)
    camera.start(true)
    const delivered = (count: number) => until(() => frames[count - 1], 30_000)
    const failed = () => until(() => reports.find(({ state }) => state === 'retrying'), 30_000)
    return { camera, frames, reports, delivered, failed }
  }

  for (const auth of ['none', 'basic', 'digest']) {
    it(`delivers frames with ${auth} authentication, and no password is in the list of processes`, async () => {
      const { delivered, reports } = watch(await serve(auth), { account })
      assert.equal(String(await delivered(3)), 'ImageFrame 320x240 jpeg')
      const processes = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
      assert.match(processes, /ffmpeg .*concat/)
      assert.ok(!/p@ss|p%40ss/.test(processes))
      assert.ok(!/p@ss|p%40ss/.test(JSON.stringify(reports)))
    })
  }

  it('delivers MJPEG in RTP, key frames only, and smaller frames', async () => {
    assert.ok(await watch(await serve('none', undefined, 'jpeg')).delivered(2))
    const port = await serve('none')
    const { delivered } = watch(port, { keyFramesOnly: true, maxWidth: 160, intervalMs: 500 })
    assert.equal(String(await delivered(2)), 'ImageFrame 160x120 jpeg')
  })

  const failures: [string, Partial<CameraSettings>, string][] = [
    ['a wrong password', { account: { ...account, password: 'no' } }, 'CAMERA_DENIED'],
    ['no password', {}, 'CAMERA_DENIED'],
  ]
  for (const [what, changes, code] of failures) {
    it(`refuses ${what}: ${code}`, async () => {
      assert.equal((await watch(await serve('digest'), changes).failed()).code, code)
    })
  }

  it('has no stream at another path, and no video in a stream of sound', async () => {
    const port = await serve('none')
    const elsewhere = watch(port, { address: `rtsp://127.0.0.1:${port}/other` })
    assert.match((await elsewhere.failed()).reason ?? '', /404.*path/)
    const sound = watch(await serve('none', undefined, 'sound'))
    assert.equal((await sound.failed()).code, 'CAMERA_UNSUPPORTED')
  })

  it('comes back after the camera was gone', async () => {
    const port = await serve('digest')
    const { delivered, failed, frames } = watch(port, { account })
    await delivered(2)
    servers[0]?.kill('SIGKILL')
    await failed()
    const before = frames.length
    await serve('digest', port)
    await delivered(before + 2)
  })

  it('gives single frames, with a connection for each', async () => {
    const port = await serve('basic')
    const address = `rtsp://127.0.0.1:${port}/live`
    const ignore = () => undefined
    const settings = cameraSettings({ kind: 'rtsp', address, account, timeoutMs: 20_000 })
    const camera = new Camera(settings, { onFrame: ignore, onReport: ignore })
    const { signal } = new AbortController()
    for (const sequence of [1, 2]) {
      const frame = await camera.captureNext(signal)
      assert.deepEqual([frame.sequence, frame.live], [sequence, false])
    }
  })
})
