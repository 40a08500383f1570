import assert from 'node:assert/strict'
import type { RequestListener, ServerResponse } from 'node:http'
import { Camera } from '../../../lib/camera/camera'
import type { CameraReport } from '../../../lib/camera/report'
import type { CameraSettings } from '../../../lib/camera/settings'
import { now } from '../../../lib/clock'
import type { ImageFrame } from '../../../lib/frames/image-frame'
import { cameraSettings } from '../../../testing/camera/camera-settings'
import { partOf, partStyles, serveHttp, startStream } from '../../../testing/camera/mjpeg-server'
import { coded } from '../../../testing/errors'
import { digestAccount, digestServer } from '../../../testing/http/digest-server'
import { scene } from '../../../testing/frames/scenes'
import { until } from '../../../testing/process/until'

const style = partStyles['ESP32-CAM'] ?? { announced: '', line: '' }

describe('a camera over HTTP', () => {
  let jpeg: Buffer
  let camera: Camera | undefined
  let close: (() => void) | undefined
  let frames: ImageFrame[]
  let reports: CameraReport[]
  before(async () => {
    jpeg = await scene().jpeg().toBuffer()
  })
  afterEach(async () => {
    await camera?.stop()
    close?.()
  })

  async function start(
    listener: RequestListener,
    changes: Partial<CameraSettings> = {},
  ): Promise<Camera> {
    const served = await serveHttp(listener)
    close = served.close
    frames = []
    reports = []
    camera = new Camera(cameraSettings({ address: `${served.base}/stream`, ...changes }), {
      onFrame: (frame) => frames.push(frame),
      onReport: (report) => reports.push(report),
      pauseMs: () => 1,
    })
    return camera
  }

  const reported = (test: (report: CameraReport) => boolean) => until(() => reports.find(test))
  const delivered = (count: number) => until(() => frames[count - 1])
  const states = () => reports.map(({ state }) => state)

  /** Sends an image whenever the test asks for one. */
  function byHand(): { listener: RequestListener; responses: ServerResponse[] } {
    const responses: ServerResponse[] = []
    const listener: RequestListener = (_request, response) => {
      startStream(response, style)
      response.flushHeaders()
      responses.push(response)
    }
    return { listener, responses }
  }

  it('delivers live frames, numbered, with the time of their capture', async () => {
    const { listener, responses } = byHand()
    const before = now()
    ;(await start(listener)).start(true)
    const stream = await until(() => responses[0])
    for (let count = 1; count <= 3; count++) {
      stream.write(partOf(jpeg, style))
      await delivered(count)
    }
    assert.deepEqual(
      frames.map(({ sequence, live, width }) => [sequence, live, width]),
      [1, 2, 3].map((sequence) => [sequence, true, 320]),
    )
    const times = [before, ...frames.map(({ captured }) => captured), now()]
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    )
    assert.deepEqual(states(), ['connecting', 'running'])
  })

  it('lets the older ones go of frames that come faster than they are taken', async () => {
    const { listener, responses } = byHand()
    ;(await start(listener)).start(true)
    const stream = await until(() => responses[0])
    const burst = Buffer.concat(Array.from({ length: 50 }, () => partOf(jpeg, style)))
    stream.write(burst)
    await delivered(2)
    stream.write(partOf(jpeg, style))
    await delivered(3)
    assert.ok(frames.length < 10, `${frames.length}`)
  })

  it('comes back after its stream has ended, once for each reason', async () => {
    const { listener, responses } = byHand()
    ;(await start(listener)).start(true)
    for (let turn = 0; turn < 3; turn++) {
      const stream = await until(() => responses[turn])
      stream.write(partOf(jpeg, style))
      await delivered(turn + 1)
      stream.end()
      await until(() => responses[turn + 1])
    }
    assert.deepEqual(states().slice(0, 4), ['connecting', 'running', 'retrying', 'running'])
    assert.equal(reports[2]?.code, 'CAMERA_FAILED')
    assert.match(reports[2].reason ?? '', /ended its stream/)
    assert.equal(frames.at(-1)?.sequence, 3)
  })

  it('is connected again where it falls silent', async () => {
    const { listener, responses } = byHand()
    ;(await start(listener, { timeoutMs: 200 })).start(true)
    await until(() => responses[1])
    const { code, reason } = await reported(({ state }) => state === 'retrying')
    assert.equal(code, 'CAMERA_TIMEOUT')
    assert.match(reason ?? '', /sent no image for 0\.2 s/)
  })

  it('reports a reason once, however often it fails', async () => {
    let asked = 0
    const listener: RequestListener = (_request, response) => {
      asked++
      response.writeHead(404).end()
    }
    ;(await start(listener)).start(true)
    await until(() => (asked > 5 ? true : undefined))
    assert.deepEqual(
      reports.map(({ state, code }) => [state, code]),
      [
        ['connecting', undefined],
        ['retrying', 'URL_FAILED'],
      ],
    )
  })

  const bad: Record<string, [RequestListener, code: string, text: RegExp]> = {
    'a page with status 200': [
      (_request, response) =>
        response.setHeader('content-type', 'text/html').end('<!doctype html><title>Log in</title>'),
      'IMAGE_INVALID',
      /an HTML page .*Log in/,
    ],
    'a single image': [
      (_request, response) => response.setHeader('content-type', 'image/jpeg').end('x'),
      'CAMERA_UNSUPPORTED',
      /Snapshots over HTTP/,
    ],
    'an image larger than the limit': [
      (_request, response) => {
        startStream(response, style)
        response.write(
          partOf(Buffer.alloc(300_000, 'ffd8ff', 'hex'), { ...style, lengthOf: () => 1e8 }),
        )
      },
      'URL_TOO_LARGE',
      /limit of 100000 bytes/,
    ],
    'a wrong password': [
      (_request, response) =>
        response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end(),
      'URL_FAILED',
      /refuses the user name and password/,
    ],
  }
  for (const [what, [listener, code, text]] of Object.entries(bad)) {
    it(`says what is wrong with ${what}, and keeps the password to itself`, async () => {
      const account = { username: 'me', password: 'geheim%1' }
      ;(await start(listener, { maxBytes: 100_000, account })).start(true)
      const report = await reported(({ state }) => state === 'retrying')
      assert.equal(report.code, code)
      assert.match(report.reason ?? '', text)
      assert.ok(!JSON.stringify(report).includes('geheim'))
    })
  }

  it('skips damaged images, and says so where there are no others', async () => {
    const { listener, responses } = byHand()
    ;(await start(listener, { timeoutMs: 300 })).start(true)
    const stream = await until(() => responses[0])
    const damaged = Buffer.from('ffd8ff00ffd9', 'hex')
    stream.write(partOf(damaged, style))
    stream.write(partOf(jpeg, style))
    await delivered(1)
    stream.write(partOf(damaged, style))
    const { code } = await reported(({ state }) => state === 'retrying')
    assert.equal(code, 'IMAGE_INVALID')
  })

  it('answers digest, and is asked for it once', async () => {
    const { listener, refused } = digestServer({ algorithm: 'SHA-256', qop: 'auth', body: jpeg })
    const options = { kind: 'snapshot', account: digestAccount, intervalMs: 1 } as const
    ;(await start(listener, options)).start(true)
    await delivered(2)
    assert.deepEqual(refused, ['no answer'])
  })

  it('fills user name and password into its address', async () => {
    let asked = ''
    const served = await serveHttp((request, response) => {
      asked = request.url ?? ''
      response.end(jpeg)
    })
    close = served.close
    const address = `${served.base}/snap?user={user}&password={password}`
    const settings = cameraSettings({ kind: 'snapshot', account: digestAccount, address })
    const ignore = () => undefined
    const reolink = new Camera(settings, { onFrame: ignore, onReport: ignore })
    const frame = await reolink.captureNext(new AbortController().signal)
    assert.equal(asked, '/snap?user=me&password=p%40ss%20%22word')
    assert.equal(frame.source, `${served.base}/snap`)
  })

  it('sends a token to its own origin', async () => {
    let seen: string | undefined
    const snapshots = await start(
      (request, response) => {
        seen = request.headers.authorization
        response.end(jpeg)
      },
      { kind: 'snapshot', token: 'abc' },
    )
    await snapshots.captureNext(new AbortController().signal)
    assert.equal(seen, 'Bearer abc')
  })

  describe('asked for single frames', () => {
    const { signal } = new AbortController()

    it('connects for each, and lets go', async () => {
      let open = 0
      const single = await start((_request, response) => {
        open++
        response.on('close', () => open--)
        startStream(response, style)
        response.write(partOf(jpeg, style))
      })
      for (const sequence of [1, 2]) {
        const frame = await single.captureNext(signal)
        assert.deepEqual([frame.sequence, frame.live], [sequence, false])
      }
      await until(() => (open === 0 ? true : undefined))
    })

    it('takes one from the open stream that is captured after the request', async () => {
      const { listener, responses } = byHand()
      const single = await start(listener)
      single.start(false)
      const stream = await until(() => responses[0])
      stream.write(partOf(jpeg, style))
      await reported(({ state }) => state === 'running')
      const asked = now()
      const next = single.captureNext(signal)
      stream.write(partOf(jpeg, style))
      assert.ok((await next).captured >= asked)
      assert.equal(frames.length, 0)
    })

    it('fails in time, with the reason', async () => {
      const silent = await start(() => undefined, { timeoutMs: 200 })
      await assert.rejects(silent.captureNext(signal), coded('CAMERA_TIMEOUT', /0\.2 s/))
      close?.()
      await assert.rejects(silent.captureNext(signal), coded('URL_FAILED'))
      assert.deepEqual(
        reports.map(({ state, code }) => [state, code]),
        [
          ['failed', 'CAMERA_TIMEOUT'],
          ['failed', 'URL_FAILED'],
        ],
      )
    })
  })
})
