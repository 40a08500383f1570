import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ImageFrame } from '../../../lib/frames/image-frame'
import type { DepthError } from '../../../lib/errors'
import { Stream } from '../../../lib/stream/stream'
import { Viewers } from '../../../lib/stream/viewers'
import { depthFrame, hills, plainImage } from '../../../testing/frames/depth-frames'
import { cameraImage, drawing } from '../../../testing/frames/streamed'
import { MjpegViewer } from '../../../testing/http/mjpeg-viewer'
import { until } from '../../../testing/process/until'

describe('viewers of a stream', () => {
  let server: Server | undefined
  let stream: Stream
  let viewers: Viewers
  let errors: DepthError[]
  let address: string
  const watching: MjpegViewer[] = []

  /** Serves a stream at `address`: `/live` and `/one`, with `?key=`. */
  async function serve({ limit = 5, stallMs = 30_000, stillMs = 30_000, mostBytes = 10e6 } = {}) {
    errors = []
    stream = new Stream({ drawing, mostBytes, onError: (error) => errors.push(error) })
    viewers = new Viewers(stream, { limit, stallMs, stillMs })
    const started = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://host')
      const key = searchParams.get('key') ?? undefined
      void (pathname === '/live' ? viewers.watch(response, key) : viewers.snapshot(response, key))
    })
    server = started
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(started.address() as AddressInfo).port}`
  }

  function watch(path = '/live'): MjpegViewer {
    const viewer = new MjpegViewer(address + path)
    watching.push(viewer)
    return viewer
  }

  const isSent = (viewer: MjpegViewer, bytes: Buffer) =>
    until(() => (viewer.images.at(-1)?.equals(bytes) === true ? true : undefined))

  afterEach(() => {
    for (const viewer of watching.splice(0)) viewer.leave()
    server?.close()
    server?.closeAllConnections()
  })

  it('get a camera’s JPEG as it came, and each one after it', async () => {
    await serve()
    const viewer = watch()
    await until(() => viewers.count || undefined)
    const images = [randomBytes(50_000), randomBytes(20)]
    for (const image of images) {
      stream.show('', cameraImage(image))
      await isSent(viewer, image)
    }
    assert.deepEqual(viewer.images, images)
    assert.match(viewer.head, /content-type: multipart\/x-mixed-replace; boundary=/)
    assert.match(viewer.head, /cache-control: no-store/)
  })

  it('get an image once more where no other comes, for browsers that wait for the next', async () => {
    await serve({ stillMs: 1 })
    const image = randomBytes(100)
    stream.show('', cameraImage(image))
    const viewer = watch()
    await until(() => viewer.images.length === 2 || undefined)
    const next = randomBytes(100)
    stream.show('', cameraImage(next))
    await until(() => viewer.images.length === 4 || undefined)
    assert.deepEqual(viewer.images, [image, image, next, next])
  })

  it('get the last image when they come later', async () => {
    await serve()
    const image = randomBytes(100)
    stream.show('', cameraImage(image))
    await isSent(watch(), image)
  })

  it('get images of one key where they ask for it', async () => {
    await serve()
    const [front, back] = [watch('/live?key=front'), watch()]
    await until(() => viewers.count === 2 || undefined)
    const [one, two] = [randomBytes(100), randomBytes(200)]
    stream.show('front', cameraImage(one))
    await isSent(back, one)
    stream.show('back', cameraImage(two))
    await isSent(back, two)
    assert.deepEqual(front.images, [one])
    assert.deepEqual(stream.keys, ['back', 'front'])
  })

  it('get depth drawn and other images encoded, once for all, and only when there are any', async () => {
    await serve()
    let decodes = 0
    const plain = plainImage({ width: 16, height: 8 }, [200, 0, 0])
    const image = new ImageFrame({
      width: 16,
      height: 8,
      source: 'a test',
      format: 'png',
      decode: async (size) => {
        decodes += 1
        return { pixels: (await plain.pixels(size)).pixels, warnings: [] }
      },
    })
    stream.show('', image)
    stream.show('', depthFrame(hills(16, 8)))
    assert.equal(decodes, 0)
    const all = [watch(), watch(), watch()]
    await until(() => all.every(({ images }) => images.length === 1) || undefined)
    stream.show('', image)
    await until(() => all.every(({ images }) => images.length === 2) || undefined)
    assert.equal(decodes, 1)
    for (const { images } of all) {
      assert.deepEqual(images, all[0]?.images)
      for (const jpeg of images) assert.equal(jpeg.readUInt16BE(0), 0xffd8)
    }
  })

  it('miss images while they read slowly, and nothing piles up for them', async () => {
    await serve()
    const slow = watch()
    const fast = watch()
    await until(() => viewers.count === 2 || undefined)
    slow.pause()
    const last = 40
    for (let number = 0; number <= last; number += 1) {
      const image = Buffer.alloc(1_000_000, number)
      stream.show('', cameraImage(image))
      await isSent(fast, image)
    }
    slow.resume()
    await isSent(slow, Buffer.alloc(1_000_000, last))
    assert.equal(fast.images.length, last + 1)
    assert.ok(slow.images.length < last, `${slow.images.length} images`)
  })

  it('are closed when they stop reading', async () => {
    await serve({ stallMs: 50, mostBytes: 100e6 })
    const stuck = watch()
    await until(() => viewers.count || undefined)
    stuck.pause()
    stream.show('', cameraImage(Buffer.alloc(60_000_000)))
    await until(() => viewers.count === 0 || undefined)
  })

  it('are refused beyond the limit, until one leaves', async () => {
    await serve({ limit: 1 })
    const image = randomBytes(100)
    stream.show('', cameraImage(image))
    const first = watch()
    await isSent(first, image)
    const refused = await fetch(`${address}/one`)
    assert.equal(refused.status, 503)
    assert.equal(refused.headers.get('retry-after'), '10')
    first.leave()
    await until(() => viewers.count === 0 || undefined)
    assert.equal((await fetch(`${address}/one`)).status, 200)
  })

  it('are all closed with the stream, and none come after', async () => {
    await serve()
    const all = [watch(), watch()]
    await until(() => viewers.count === 2 || undefined)
    viewers.close()
    await Promise.all(all.map(({ closed }) => closed))
    assert.equal((await fetch(`${address}/one`)).status, 503)
    assert.equal(viewers.count, 0)
  })

  it('get one image where they ask for one, and 503 before the first', async () => {
    await serve()
    assert.equal((await fetch(`${address}/one`)).status, 503)
    const image = randomBytes(100)
    stream.show('', cameraImage(image))
    const response = await fetch(`${address}/one`)
    assert.equal(response.headers.get('content-type'), 'image/jpeg')
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), image)
    assert.equal((await fetch(`${address}/one?key=other`)).status, 503)
  })

  it('wait for the next image where one cannot be encoded', async () => {
    await serve()
    const viewer = watch()
    await until(() => viewers.count || undefined)
    const broken = new ImageFrame({
      width: 8,
      height: 8,
      source: 'a test',
      format: 'png',
      decode: () => Promise.reject(new Error('broken')),
    })
    stream.show('', broken)
    await until(() => errors[0])
    const next = randomBytes(100)
    stream.show('', cameraImage(next))
    await isSent(viewer, next)
    assert.equal(errors.length, 1)
  })

  it('get no JPEG that is larger than the limit', async () => {
    await serve({ mostBytes: 1000 })
    assert.throws(() => stream.show('', cameraImage(Buffer.alloc(1001))), {
      code: 'IMAGE_TOO_LARGE',
    })
    stream.show('', depthFrame(hills(400, 300)))
    assert.equal((await fetch(`${address}/one`)).status, 503)
    assert.equal(errors[0]?.code, 'IMAGE_TOO_LARGE')
  })
})
