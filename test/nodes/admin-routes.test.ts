import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelList } from '../../lib/node-red/admin/model-list'
import { findModel } from '../../lib/models/catalog'
import { packageRoot } from '../../lib/package-root'
import { RunningNodeRed } from '../../tools/node-red'
import { adminAuth, authorization, type User } from '../../testing/node-red/admin-auth'
import { HubServer } from '../../testing/hub/hub-server'
import { until } from '../../testing/process/until'
import { foreignDevice } from '../../testing/process/foreign-device'

const model = 'depth-anything-v2-base'
const file = { store: '', model, precision: 'q8' }

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

describe('the admin routes, with adminAuth on', () => {
  let hub: HubServer
  let cache: string
  let nodeRed: RunningNodeRed
  let headersOf: Awaited<ReturnType<typeof authorization>>

  before(async () => {
    const content = await readFile(join(packageRoot, 'models', 'tiny-v2.onnx'))
    const files = [{ path: 'onnx/model_quantized.onnx', content }]
    const commit = (await findModel(model)).source?.revision ?? ''
    hub = await HubServer.start({ repository: `onnx-community/${model}`, files, commit })
    cache = await mkdtemp(join(tmpdir(), 'depth-hub-'))
    nodeRed = await RunningNodeRed.start({
      flow: [],
      packages: [packageRoot],
      env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache },
      settings: { adminAuth },
    })
    headersOf = await authorization(nodeRed)
  })
  after(async () => {
    await nodeRed.stop()
    await hub.close()
    await rm(cache, { recursive: true, force: true })
  })

  function authorised(user: User | undefined): Record<string, string> {
    return user === undefined ? {} : (headersOf.get(user) ?? {})
  }

  async function get(user: User | undefined, route: string): Promise<Answer> {
    return answerOf(
      await fetch(new URL(`depth-infer/${route}`, nodeRed.url), { headers: authorised(user) }),
    )
  }

  async function post(
    user: User | undefined,
    route: string,
    body: object | string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return answerOf(
      await fetch(new URL(`depth-infer/${route}`, nodeRed.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...authorised(user), ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  }

  async function listed() {
    const { body } = await get('admin', 'models?store=')
    const list = body as unknown as ModelList
    const found = list.models.find(({ id }) => id === model)
    return { list, model: found, q8: found?.precisions.find(({ precision }) => precision === 'q8') }
  }

  const reads = ['models?store=', 'downloads', 'automatic']
  const writes = ['download', 'cancel', 'delete', 'accept-license', 'probe', 'inspect', 'describe']

  for (const route of reads) {
    it(`GET ${route} is refused without a login, and answers whoever may read`, async () => {
      assert.equal((await get(undefined, route)).status, 401)
      assert.equal((await get('viewer', route)).status, 200)
    })
  }

  for (const route of writes) {
    it(`POST ${route} is refused without a login, and to whoever may only read`, async () => {
      assert.equal((await post(undefined, route, file)).status, 401)
      assert.equal((await post('viewer', route, file)).status, 401)
    })
  }

  it('want a license accepted, download with progress, and delete', async () => {
    const refused = await post('admin', 'download', file)
    assert.deepEqual([refused.status, refused.body['code']], [403, 'LICENSE_NOT_ACCEPTED'])
    assert.equal((await post('admin', 'accept-license', { store: '', model })).status, 200)
    assert.equal((await listed()).model?.accepted, true)

    assert.equal((await post('admin', 'download', file)).body['state'], 'running')
    const report = await until(async () => {
      const { body } = await get('viewer', 'downloads')
      const [latest] = body as unknown as Record<string, unknown>[]
      return latest?.['state'] === 'running' ? undefined : latest
    })
    assert.equal(report['state'], 'done', JSON.stringify(report))
    assert.equal(report['bytes'], report['total'])
    assert.equal((await listed()).q8?.state, 'present')

    const { body } = await post('admin', 'inspect', file)
    assert.equal(body['mismatch'], undefined)

    assert.equal((await post('admin', 'delete', file)).body['state'], 'absent')
    assert.equal((await listed()).q8?.state, 'absent')
  })

  it('cancel a download', async () => {
    hub.inject({ on: 'bytes', pieces: { count: 100, pauseMs: 50 } })
    await post('admin', 'download', file)
    const { body } = await post('admin', 'cancel', file)
    assert.equal(body['state'], 'canceled')
  })

  it('probe a device, and say why it cannot be used', async () => {
    assert.equal((await post('admin', 'probe', { device: 'cpu' })).body['usable'], true)
    const { body } = await post('admin', 'probe', { device: foreignDevice })
    assert.equal(body['usable'], false)
    assert.match(String(body['reason']), /\w/)
    assert.equal((await post('admin', 'probe', { device: 'gpu' })).status, 400)
  })

  it('inspect and describe a graph in the folder of custom models', async () => {
    const { list } = await listed()
    await mkdir(list.customFolder, { recursive: true })
    const content = await readFile(join(packageRoot, 'models', 'tiny-v1.onnx'))
    await writeFile(join(list.customFolder, 'mine.onnx'), content)
    const own = { store: '', file: 'mine.onnx' }
    const { body } = await post('admin', 'inspect', own)
    assert.deepEqual((body['proposal'] as { input: object }).input, {
      name: 'pixel_values',
      rank: 4,
      type: 'float32',
      layout: 'nchw',
    })
    const answers = {
      name: 'Mine',
      license: 'MIT',
      kind: 'relative',
      normalization: 'imagenet',
      sizing: 'lower_bound',
      size: '252',
      sizeMultiple: '14',
    }
    assert.deepEqual((await post('admin', 'describe', { ...own, ...answers })).body, { id: 'mine' })
    assert.ok((await listed()).list.models.some(({ id }) => id === 'mine'))
  })

  it('take a body of unknown length, as proxies send it', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(JSON.stringify(file)))
        controller.close()
      },
    })
    const headers = { 'content-type': 'application/json', ...authorised('admin') }
    const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
    const response = await fetch(new URL('depth-infer/cancel', nodeRed.url), request)
    assert.equal(response.status, 200)
  })

  describe('refuse', () => {
    const names = [
      '../../../settings.js',
      '../mine.onnx',
      '..\\mine.onnx',
      '/etc/mine.onnx',
      'a/b.onnx',
      '..',
      'passwd',
    ]
    for (const name of names) {
      it(`the path ${name} in place of a file name`, async () => {
        for (const route of ['inspect', 'describe']) {
          const { status, body } = await post('admin', route, { store: '', file: name })
          assert.deepEqual([status, body['code']], [403, 'FILE_FORBIDDEN'])
        }
      })
    }

    const bodies: readonly (readonly [string, object, number])[] = [
      ['a path in place of a model', { ...file, model: '../../etc/passwd' }, 404],
      ['a precision that the model has not', { ...file, precision: '__proto__' }, 400],
      ['a store that is not deployed', { ...file, store: 'gone' }, 400],
      ['an address of another host', { ...file, endpoint: 'http://evil.example' }, 400],
      ['a field that is no text', { ...file, model: { id: model } }, 400],
      ['a text that is too long', { ...file, model: 'm'.repeat(501) }, 400],
      ['a body that is too long', { ...file, model: 'm'.repeat(20_000) }, 413],
    ]
    for (const [what, body, status] of bodies) {
      it(what, async () => {
        const answer = await post('admin', 'download', body)
        assert.equal(answer.status, status, JSON.stringify(answer.body))
        assert.match(String(answer.body['message']), /\w/)
      })
    }

    it('a form, which a page of another site could send', async () => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const form = new URLSearchParams(file).toString()
      assert.equal((await post('admin', 'download', form, type)).status, 403)
    })

    it('a request that a browser sends for another site', async () => {
      const site = { 'sec-fetch-site': 'cross-site' }
      assert.equal((await post('admin', 'download', file, site)).status, 403)
    })

    it('a field that comes twice in the query', async () => {
      assert.equal((await get('admin', 'models?store=a&store=b')).status, 400)
    })
  })
})

async function answerOf(response: Response): Promise<Answer> {
  const content = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return { status: response.status, body: isJson ? (JSON.parse(content) as Answer['body']) : {} }
}
