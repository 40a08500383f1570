import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MonitorState } from '../../lib/node-red/monitor/state'
import type { ViewSummary } from '../../lib/node-red/views/summary'
import { packageRoot } from '../../lib/package-root'
import { rampJpeg } from '../../testing/frames/images'
import { adminAuth, authorization, type User } from '../../testing/node-red/admin-auth'
import { loadImageNode } from '../../testing/node-red/load-image-node'
import { viewFlow } from '../../testing/node-red/view-flow'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red'

interface Route {
  readonly path: string
  readonly methods: Readonly<Record<string, boolean>>
}

/** A plugin that says which routes Node-RED has. */
const lister = `module.exports = (RED) => RED.httpAdmin.get('/routes', (request, response) => {
  const { stack } = RED.httpAdmin._router ?? RED.httpAdmin.router
  response.json(stack.flatMap(({ route }) => route ? [{ path: route.path, methods: route.methods }] : []))
})`

describe('every route of the package, with adminAuth on', () => {
  let folder: string
  let nodeRed: RunningNodeRed
  let headersOf: Awaited<ReturnType<typeof authorization>>
  let routes: readonly (readonly [method: string, path: string])[]

  before(async function () {
    this.timeout(60_000)
    folder = await mkdtemp(join(tmpdir(), 'depth-lister-'))
    const plugins = { lister: 'lister.js' }
    const manifest = { name: 'lister', version: '1.0.0', 'node-red': { plugins } }
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
    await writeFile(join(folder, 'lister.js'), lister)
    const image = await rampJpeg(600, 400)
    image.fill(0x55, image.length >> 1, (image.length >> 1) + 1000)
    const source = { sourceType: 'str', source: join(folder, 'damaged.jpg') }
    await writeFile(source.source, image)
    const flow = viewFlow().map((node) => {
      const { id } = node as { id: string }
      return id === 'start' ? { ...node, wires: [['load', 'load-damaged']] } : node
    })
    const place = { z: 'flow', x: 260, y: 200 }
    nodeRed = await RunningNodeRed.start({
      flow: [
        ...flow,
        { ...place, ...loadImageNode('load-damaged', [['view-damaged']], source) },
        { ...flow.at(-1), id: 'view-damaged', y: 200 },
      ],
      packages: [packageRoot, folder],
      settings: { adminAuth },
    })
    headersOf = await authorization(nodeRed)
    const all = (await (await ask('GET', 'routes', 'admin')).json()) as readonly Route[]
    routes = all
      .filter(({ path }) => path.startsWith('/depth-'))
      .flatMap(({ path, methods }) =>
        Object.keys(methods).map((method) => [method.toUpperCase(), path.slice(1)] as const),
      )
    await ask('POST', 'inject/start', 'admin')
    await until(async () => ((await state()).views.length === 2 ? true : undefined))
  })
  after(async () => {
    await nodeRed.stop()
    await rm(folder, { recursive: true, force: true })
  })

  function ask(method: string, path: string, user?: User): Promise<Response> {
    const headers = user === undefined ? {} : (headersOf.get(user) ?? {})
    return fetch(new URL(path, nodeRed.url), {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: '{}' }),
    })
  }

  async function state(): Promise<MonitorState> {
    return (await (await ask('GET', 'depth-monitor/state', 'viewer')).json()) as MonitorState
  }

  async function statuses(method: string, user?: User): Promise<readonly number[]> {
    const asked = routes.filter(([candidate]) => candidate === method)
    return Promise.all(asked.map(async ([, path]) => (await ask(method, path, user)).status))
  }

  it('is known', () => {
    const known = routes.map(([method, path]) => `${method} ${path}`)
    for (const route of [
      'GET depth-view/image',
      'GET depth-monitor/state',
      'POST depth-monitor/unload',
      'GET depth-infer/models',
      'POST depth-infer/download',
    ]) {
      assert.ok(known.includes(route), `${route} is not among ${known.join(', ')}`)
    }
  })

  it('refuses a stranger, and a user who may not read', async () => {
    for (const method of ['GET', 'POST']) {
      const answers = [...(await statuses(method)), ...(await statuses(method, 'guest'))]
      assert.deepEqual([...new Set(answers)], [401], method)
    }
  })

  it('lets a user who may read only read', async () => {
    assert.ok(!(await statuses('GET', 'viewer')).includes(401))
    assert.deepEqual([...new Set(await statuses('POST', 'viewer'))], [401])
  })

  it('that says what the package does has the figures, and no path', async () => {
    const answer = await ask('GET', 'depth-monitor/state', 'viewer')
    const text = await answer.text()
    for (const secret of [nodeRed.userDir, packageRoot, folder, tmpdir(), 'password']) {
      assert.ok(!text.includes(secret), secret)
    }
    const { version, models, messages, views } = JSON.parse(text) as MonitorState
    const [model] = models
    assert.deepEqual([version, models.length], [1, 1])
    assert.deepEqual(
      [model?.model, model?.provider, model?.state, model?.nodes, model?.frames],
      ['tiny-v2', 'cpu', 'loaded', 1, 1],
    )
    const stages = messages.flatMap((message) => message.stages.map(({ stage }) => stage))
    for (const stage of ['read', 'decode', 'inference']) assert.ok(stages.includes(stage as never))
    const inference = messages
      .flatMap((message) => message.stages)
      .find(({ stage }) => stage === 'inference')
    assert.deepEqual([inference?.node, inference?.model], ['infer', 'tiny-v2'])
    assert.deepEqual(views.map(({ node }) => node).sort(), ['view', 'view-damaged'])
  })

  it('unloads a model for a user who may write', async () => {
    const [model] = (await state()).models
    const headers = { 'content-type': 'application/json', ...headersOf.get('admin') }
    const unload = (id: string | undefined) =>
      fetch(new URL('depth-monitor/unload', nodeRed.url), {
        method: 'POST',
        headers,
        body: JSON.stringify({ id }),
      })
    assert.deepEqual(await (await unload(model?.id)).json(), { unloaded: true })
    assert.equal((await state()).models[0]?.state, 'unloaded')
    assert.equal((await unload('77')).status, 404)
  })

  it('does not name the file of an image that cannot be drawn', async () => {
    const latest = (await (
      await ask('GET', 'depth-view/latest', 'viewer')
    ).json()) as readonly ViewSummary[]
    const { node, key, id } = latest.find((view) => view.node === 'view-damaged') ?? assert.fail()
    const fields = { node, key, id, part: 'image', width: '100', colorMap: 'inferno' }
    const path = `depth-view/image?${new URLSearchParams(fields).toString()}`
    const answer = await ask('GET', path, 'viewer')
    assert.deepEqual(await answer.json(), {
      code: 'IMAGE_DAMAGED',
      message: 'The image cannot be drawn.',
    })
  })
})
