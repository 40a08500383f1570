import assert from 'node:assert/strict'
import sharp from 'sharp'
import type { ViewSummary } from '../../lib/node-red/views/summary'
import { packageRoot } from '../../lib/package-root'
import { adminAuth, authorization, type User } from '../../testing/node-red/admin-auth'
import { viewFlow } from '../../testing/node-red/view-flow'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red'

describe('the routes of the views, with adminAuth on', () => {
  let nodeRed: RunningNodeRed
  let headersOf: Awaited<ReturnType<typeof authorization>>
  let summary: ViewSummary

  before(async function () {
    this.timeout(60_000)
    nodeRed = await RunningNodeRed.start({
      flow: viewFlow(),
      packages: [packageRoot],
      settings: { adminAuth },
    })
    headersOf = await authorization(nodeRed)
    const headers = headersOf.get('admin') ?? {}
    await fetch(new URL('inject/start', nodeRed.url), { method: 'POST', headers })
    summary = await until(async () => {
      const [first] = (await (await get('viewer', 'latest')).json()) as ViewSummary[]
      return first
    })
  })
  after(() => nodeRed.stop())

  function get(
    user: User | undefined,
    route: string,
    fields: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const url = new URL(`depth-view/${route}`, nodeRed.url)
    url.search = new URLSearchParams(fields).toString()
    return fetch(url, { headers: user === undefined ? {} : (headersOf.get(user) ?? {}) })
  }

  function frame(): Record<'node' | 'key' | 'id', string> {
    return { node: summary.node, key: summary.key, id: summary.id }
  }
  const drawing = { part: 'depth', width: '300', colorMap: 'viridis' }

  it('say what there is, by ids and sizes', () => {
    const { id, depth, ...rest } = summary
    assert.match(id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(rest, {
      node: 'view',
      key: 'garden',
      image: { width: 600, height: 400 },
      hasImage: true,
    })
    assert.ok(depth !== undefined && depth.range.max > depth.range.min)
    assert.equal(depth.kind, 'relative-inverse')
  })

  it('give whoever may read the image and the depth map as images that no cache keeps', async () => {
    for (const [part, format] of [
      ['image', 'jpeg'],
      ['depth', 'png'],
    ] as const) {
      const response = await get('viewer', 'image', { ...frame(), ...drawing, part })
      assert.equal(response.headers.get('content-type'), `image/${format}`)
      assert.equal(response.headers.get('cache-control'), 'no-store')
      const metadata = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
      assert.deepEqual([metadata.format, metadata.width, metadata.height], [format, 300, 200])
    }
  })

  it('give the depth values', async () => {
    const values = new Float32Array(await (await get('viewer', 'values', frame())).arrayBuffer())
    const { width = 0, height = 0, range } = summary.depth ?? {}
    assert.equal(values.length, width * height)
    assert.equal(Math.max(...values), range?.max)
  })

  it('refuse whoever has no login', async () => {
    for (const route of ['latest', 'image', 'values']) {
      assert.equal((await get(undefined, route, frame())).status, 401, route)
    }
  })

  it('answer 404 for a frame that is not there, and 400 for what cannot be drawn', async () => {
    const other = { ...frame(), id: 'other' }
    assert.equal((await get('viewer', 'values', other)).status, 404)
    for (const wrong of [
      { part: 'pixels' },
      { width: '0' },
      { width: '1e9' },
      { colorMap: 'pink' },
    ]) {
      const response = await get('viewer', 'image', { ...frame(), ...drawing, ...wrong })
      assert.equal(response.status, 400, JSON.stringify(wrong))
    }
  })
})
