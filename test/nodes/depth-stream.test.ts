import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NodeAPI } from 'node-red'
import sharp from 'sharp'
import { defaultConfig } from '../../nodes/depth-stream/config'
import depthStream from '../../nodes/depth-stream/depth-stream'
import { depthFrame, hills } from '../../testing/frames/depth-frames'
import { rampFrame, rampJpeg } from '../../testing/frames/images'
import { MjpegViewer } from '../../testing/http/mjpeg-viewer'
import {
  catching,
  caught,
  loadFlow,
  nextStatusText,
  nodeOf,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const node = { id: 'stream', type: 'depth-stream', ...defaultConfig, path: 'yard', wires: [] }

describe('the stream images node', () => {
  let nodeRed: NodeAPI
  let server: Server
  let base: string
  const start = nodeUnderTest((RED: NodeAPI) => {
    nodeRed = RED
    depthStream(RED)
  }, node)

  /** Starts the node; Node-RED's HTTP root is then at `base`. */
  async function serve(changes: Record<string, unknown> = {}, settings: object = {}) {
    await start(changes, settings)
    server = createServer(nodeRed.httpNode as unknown as RequestListener)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/depth-stream`
  }
  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  /** The newest image, once it is there. */
  async function image(address: string) {
    const bytes = await until(async () => {
      const response = await fetch(`${base}/${address}`)
      return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined
    })
    return bytes
  }

  const isShown = ({ images }: MjpegViewer, bytes: Buffer) =>
    until(() => (images.at(-1)?.equals(bytes) === true ? true : undefined))

  it('serves a JPEG as it came, from a frame and from a Buffer', async () => {
    await serve()
    const jpeg = await rampJpeg(20, 10)
    send('stream', { payload: jpeg, topic: 'front' })
    assert.deepEqual(await image('yard.jpg?key=front'), jpeg)
    const frame = await rampFrame(40, 10)
    send('stream', { payload: frame, topic: 'back' })
    assert.deepEqual(await image('yard.jpg?key=back'), frame.encoded)
    assert.deepEqual(await image('yard.jpg'), frame.encoded)
  })

  it('draws depth as its settings say, and encodes other images', async () => {
    await serve({ colorMap: 'gray', size: 'width', width: 50, composition: 'depth' })
    send('stream', { payload: depthFrame(hills(20, 10)), topic: 'depth' })
    const { format, width, height, channels } = await sharp(
      await image('yard.jpg?key=depth'),
    ).metadata()
    assert.deepEqual([format, width, height, channels], ['jpeg', 50, 25, 1])
    const png = await sharp(await rampJpeg(20, 10))
      .png()
      .toBuffer()
    send('stream', { payload: png, topic: 'png' })
    assert.equal((await sharp(await image('yard.jpg?key=png')).metadata()).format, 'jpeg')
  })

  it('streams, counts its viewers, and closes them when it is deployed again', async () => {
    await serve()
    const isWatched = nextStatusText('stream', /^20x10, 1 viewer$/)
    const viewer = new MjpegViewer(`${base}/yard.mjpg`)
    const first = await rampJpeg(20, 10)
    send('stream', { payload: first })
    await isShown(viewer, first)
    await isWatched
    const second = await rampJpeg(30, 10)
    send('stream', { payload: second })
    await isShown(viewer, second)
    await unloadFlow()
    await viewer.closed
    assert.equal((await fetch(`${base}/yard.jpg`)).status, 404)
  })

  it('has a page that watches one image, or asks for each key’s again and again', async () => {
    await serve()
    const page = async () => (await fetch(`${base}/yard`)).text()
    assert.match(await page(), /<img data-stream="yard\.mjpg"/)
    const jpeg = await rampJpeg(20, 10)
    send('stream', { payload: jpeg, topic: 'front' })
    send('stream', { payload: jpeg, topic: '"><script>' })
    await image(`yard.jpg?key=${encodeURIComponent('"><script>')}`)
    const html = await page()
    assert.match(html, /<img data-again src="yard\.jpg\?key=front"/)
    assert.match(html, /key=%22%3E%3Cscript%3E" alt="&quot;&gt;&lt;script&gt;"/)
    assert.doesNotMatch(html, /mjpg/)
  })

  it('answers to no other name', async () => {
    await serve()
    for (const name of ['other.jpg', 'yard.png', 'yard.jpg.jpg', '..%2fyard.jpg', 'yard%00.jpg']) {
      assert.equal((await fetch(`${base}/${name}`)).status, 404, name)
    }
    assert.equal((await fetch(`${base}/yard.mjpg`, { method: 'HEAD' })).status, 200)
  })

  it('lets the httpNodeMiddleware of settings.js decide who sees the images', async () => {
    const httpNodeMiddleware: RequestListener = (_, response) => {
      response.writeHead(403).end()
    }
    await serve({}, { httpNodeMiddleware })
    assert.equal((await fetch(`${base}/yard.jpg`)).status, 403)
  })

  it('shares its path with no other node', async () => {
    await serve()
    const jpeg = await rampJpeg(20, 10)
    const other = { ...node, id: 'other' }
    await unloadFlow()
    await loadFlow(
      [depthStream],
      [node, other, { ...other, id: 'third', path: 'third' }, ...catching],
    )
    send('other', { payload: jpeg })
    const { code, message } = await caught()
    assert.equal(code, 'CONFIG_INVALID')
    assert.match(message, /"Path" is "yard" where a name that no other stream has/)
  })

  for (const [what, payload, code] of [
    ['nothing', undefined, 'INPUT_MISSING'],
    ['a text', 'image.jpg', 'INPUT_UNSUPPORTED'],
    ['bytes that are not an image', Buffer.from('no image'), 'IMAGE_INVALID'],
  ] as const) {
    it(`says that ${what} cannot be streamed`, async () => {
      await serve()
      send('stream', { payload })
      assert.equal((await caught()).code, code)
    })
  }

  it('refuses an image that is larger than its limit', async () => {
    await serve({ maxMegabytes: 0.01 })
    send('stream', {
      payload: await sharp(await rampJpeg(800, 800))
        .jpeg({ quality: 100 })
        .toBuffer(),
    })
    assert.equal((await caught()).code, 'IMAGE_TOO_LARGE')
  })

  it('warns once of an image that cannot be drawn for a viewer', async () => {
    await serve({ composition: 'overlay' })
    const warnings: string[] = []
    nodeOf('stream').on('call:warn', (call: { args: [string] }) => warnings.push(call.args[0]))
    for (const topic of ['a', 'b']) {
      send('stream', { payload: depthFrame(hills(8, 6)), topic })
      await until(async () => (await fetch(`${base}/yard`)).ok || undefined)
      assert.equal((await fetch(`${base}/yard.jpg?key=${topic}`)).status, 503)
    }
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /reported once/)
  })

  for (const [setting, value, name] of [
    ['path', '../etc', 'Path'],
    ['viewers', 0, 'Viewers'],
    ['quality', 101, 'Quality'],
    ['colorMap', 'msg', 'Colors'],
  ] as const) {
    it(`names the setting ${name} when it cannot be used`, async () => {
      await serve({ [setting]: value })
      send('stream', { payload: depthFrame(hills(8, 6)) })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, new RegExp(`"${name}"`))
    })
  }
})
