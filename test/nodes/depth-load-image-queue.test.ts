import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlowMessage } from '../../lib/node-red/message'
import { isTiming } from '../../lib/timing/timeline'
import depthLoadImage from '../../nodes/depth-load-image/depth-load-image'
import { loadImageNode } from '../../testing/node-red/load-image-node'
import { catching, helperNode, loadFlow, nodeOf, send } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { scene } from '../../testing/frames/scenes'
import { until } from '../../testing/process/until'

/** A camera whose answers a test sends itself. */
class SlowCamera {
  readonly waiting: { readonly path: string; readonly response: ServerResponse }[] = []
  readonly #server: Server
  most = 0

  constructor() {
    this.#server = createServer((request, response) => {
      this.waiting.push({ path: request.url ?? '', response })
      this.most = Math.max(this.most, this.waiting.length)
    }).listen(0, '127.0.0.1')
  }

  async url(path: string): Promise<string> {
    if (!this.#server.listening) await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`
  }

  /** Answers a request, once it is there. */
  async answer(path: string, image: Buffer): Promise<void> {
    const { response } = await until(() => this.waiting.find((one) => one.path === path))
    this.waiting.splice(
      this.waiting.findIndex((one) => one.path === path),
      1,
    )
    response.end(image)
  }

  async answerTimes(times: number, path: string, image: Buffer): Promise<void> {
    for (let i = 0; i < times; i++) await this.answer(path, image)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

describe('the queue of load image', () => {
  withNodeRed()
  let folder: string
  let jpeg: Buffer
  let camera: SlowCamera
  let sent: FlowMessage[]
  let failed: FlowMessage[]
  let completed: string[]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-queue-'))
    jpeg = await scene(64, 48).jpeg().toBuffer()
    const large = await scene(3000, 2000).tiff({ compression: 'none' }).toBuffer()
    await writeFile(join(folder, 'large.tif'), large)
    await writeFile(join(folder, 'small.jpg'), jpeg)
  })
  beforeEach(() => {
    camera = new SlowCamera()
  })
  afterEach(() => camera.close())
  after(() => rm(folder, { recursive: true }))

  async function start(changes: Record<string, unknown> = {}): Promise<void> {
    await loadFlow(
      [depthLoadImage],
      [
        loadImageNode('load', [['out']], changes),
        helperNode('out'),
        ...catching,
        { id: 'complete', type: 'complete', scope: ['load'], wires: [['completed']] },
        helperNode('completed'),
      ],
    )
    sent = messagesAt('out')
    failed = messagesAt('caught')
    completed = []
    nodeOf('completed').on('input', (msg: FlowMessage) => completed.push(msg._msgid ?? ''))
  }

  function messagesAt(id: string): FlowMessage[] {
    const messages: FlowMessage[] = []
    nodeOf(id).on('input', (msg: FlowMessage) => messages.push(msg))
    return messages
  }

  const ids = (messages: readonly FlowMessage[]) => messages.map(({ _msgid }) => _msgid)
  const allDone = (count: number) =>
    until(() => (completed.length + failed.length === count ? true : undefined))

  it('keeps the order of a thousand Buffers', async () => {
    await start({ queueLimit: 1000 })
    const names = Array.from({ length: 1000 }, (_, n) => `${n}`)
    for (const _msgid of names) send('load', { _msgid, payload: jpeg })
    await allDone(1000)
    assert.deepEqual(ids(sent), names)
    assert.deepEqual(completed, names)
  })

  for (const atOnce of [1, 4]) {
    it(`keeps the order of large and small files and of errors, ${atOnce} at once`, async () => {
      await start({ atOnce })
      const files = ['large.tif', 'small.jpg', 'none.jpg', 'small.jpg']
      const fileOf = (n: number) => files[n % files.length] ?? ''
      const names = Array.from({ length: 40 }, (_, n) => `${n}`)
      for (const [n, _msgid] of names.entries()) {
        send('load', { _msgid, payload: join(folder, fileOf(n)) })
      }
      await allDone(40)
      const isMissing = (_: string, n: number) => fileOf(n) === 'none.jpg'
      assert.deepEqual(ids(failed), names.filter(isMissing))
      assert.deepEqual(
        ids(sent),
        names.filter((name, n) => !isMissing(name, n)),
      )
    })
  }

  it('asks a camera for one image at a time, and waits for it as the stage queue', async () => {
    await start()
    for (const path of ['/0', '/1', '/2']) {
      send('load', { _msgid: path, payload: await camera.url(path) })
    }
    for (const path of ['/0', '/1', '/2']) await camera.answer(path, jpeg)
    await allDone(3)
    assert.deepEqual(ids(sent), ['/0', '/1', '/2'])
    assert.equal(camera.most, 1)
    const stages = sent.map(({ timing }) =>
      isTiming(timing) ? timing.stages.map(({ stage }) => stage) : [],
    )
    assert.deepEqual(stages, [['read'], ['queue', 'read'], ['queue', 'read']])
  })

  it('asks several at once where the dialog says so, and still keeps the order', async () => {
    await start({ atOnce: '3' })
    for (const path of ['/0', '/1', '/2', '/3']) {
      send('load', { _msgid: path, payload: await camera.url(path) })
    }
    await until(() => (camera.waiting.length === 3 ? true : undefined))
    for (const path of ['/2', '/1']) await camera.answer(path, jpeg)
    assert.deepEqual(ids(sent), [])
    for (const path of ['/0', '/3']) await camera.answer(path, jpeg)
    await allDone(4)
    assert.deepEqual(ids(sent), ['/0', '/1', '/2', '/3'])
    assert.equal(camera.most, 3)
  })

  it('refuses what is beyond the limit, and says how to raise it', async () => {
    await start({ queueLimit: 2 })
    const url = await camera.url('/slow')
    for (const _msgid of ['0', '1', '2', '3']) send('load', { _msgid, payload: url })
    await camera.answerTimes(3, '/slow', jpeg)
    await allDone(4)
    assert.deepEqual(ids(sent), ['0', '1', '2'])
    const { code, message } = failed[0]?.['error'] as { code: string; message: string }
    assert.equal(code, 'QUEUE_FULL')
    assert.match(message, /full: it holds 2 messages.*"Queue limit"/)
  })

  it('keeps the newest of each camera: of each, the last one sent leaves last', async () => {
    await start({ queue: 'newest', queueLimit: 3 })
    const url = await camera.url('/cam')
    const send1 = (_msgid: string, topic: string, more = {}) =>
      send('load', { _msgid, topic, payload: url, ...more })
    send1('door 0', 'door')
    for (let n = 1; n < 50; n++) send1(`door ${n}`, 'door')
    send1('yard 0', 'yard')
    send1('asked', 'door', { res: {} })
    send1('part', 'door', { parts: { id: 'p', index: 0 } })
    send1('door 50', 'door')
    const left = ['door 0', 'door 50', 'yard 0', 'asked', 'part']
    await camera.answerTimes(left.length, '/cam', jpeg)
    await allDone(54)
    assert.deepEqual(ids(sent), left)
    assert.equal(failed.length, 0)
    assert.equal(new Set(completed).size, 54, 'each is completed once, the dropped ones too')
  })

  it('groups by another property, whatever it holds', async () => {
    await start({ queue: 'newest', queueKey: 'camera' })
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const payload = await camera.url('/cam')
    const keys = [undefined, null, 'a', 1, 10n, cycle, { id: 1 }, { id: 2 }]
    send('load', { _msgid: 'first', payload })
    for (const [n, key] of keys.entries()) send('load', { _msgid: `${n}`, camera: key, payload })
    // Nothing and null are one group.
    const left = ['first', '1', '2', '3', '4', '5', '6', '7']
    await camera.answerTimes(left.length, '/cam', jpeg)
    await allDone(9)
    assert.deepEqual(ids(sent), left)
  })

  it('completes what waits when it is closed', async () => {
    await start()
    const payload = await camera.url('/cam')
    for (const _msgid of ['0', '1', '2']) send('load', { _msgid, payload })
    await until(() => camera.waiting[0])
    await nodeOf('load').close()
    await allDone(3)
    assert.deepEqual([ids(sent), ids(failed), completed.length], [[], [], 3])
  })

  for (const [changes, text] of [
    [{ queue: 'lifo' }, /"Queue"/],
    [{ queueLimit: 0 }, /"Queue limit"/],
    [{ atOnce: 1.5 }, /"At once"/],
    [{ accept: 'all' }, /"Accept"/],
  ] as const) {
    it(`names a setting that cannot be used: ${JSON.stringify(changes)}`, async () => {
      await start(changes)
      send('load', { payload: jpeg })
      await allDone(1)
      const { code, message } = failed[0]?.['error'] as { code: string; message: string }
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, text)
    })
  }
})
