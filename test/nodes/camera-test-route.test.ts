import assert from 'node:assert/strict'
import sharp from 'sharp'
import { packageRoot } from '../../lib/package-root'
import { defaultConfig } from '../../nodes/depth-camera/config'
import type { CameraTest } from '../../nodes/depth-camera/test-route'
import { serveHttp } from '../../testing/camera/mjpeg-server'
import { scene } from '../../testing/frames/scenes'
import { adminAuth, authorization, type User } from '../../testing/node-red/admin-auth'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red'

describe('the Test button of the camera dialog, with adminAuth on', () => {
  let nodeRed: RunningNodeRed
  let headersOf: Awaited<ReturnType<typeof authorization>>
  let served: Awaited<ReturnType<typeof serveHttp>>
  let seen: (string | undefined)[]
  const good = `Basic ${Buffer.from('me:geheim').toString('base64')}`

  before(async function () {
    this.timeout(60_000)
    const jpeg = await scene().jpeg().toBuffer()
    served = await serveHttp(({ headers }, response) => {
      seen.push(headers.authorization)
      if (headers.authorization === good) response.end(jpeg)
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="cam"' }).end()
    })
    const camera = { ...defaultConfig, kind: 'snapshot', autostart: false, address: served.base }
    nodeRed = await RunningNodeRed.start({
      flow: [
        { id: 'flow', type: 'tab' },
        { id: 'camera', type: 'depth-camera', z: 'flow', x: 1, y: 1, ...camera, wires: [[], []] },
      ],
      packages: [packageRoot],
      settings: { adminAuth },
    })
    headersOf = await authorization(nodeRed)
  })
  beforeEach(() => (seen = []))
  after(async () => {
    await nodeRed.stop()
    served.close()
  })

  function test(user: User | undefined, fields: Record<string, string>): Promise<Response> {
    const headers = user === undefined ? {} : (headersOf.get(user) ?? {})
    const texts = Object.entries(defaultConfig)
      .filter(([name]) => name !== 'configVersion')
      .map(([name, value]) => [name, String(value)] as const)
    const shown = new Map([
      ...texts,
      ['node', 'camera'],
      ['kind', 'snapshot'],
      ['address', served.base],
    ])
    const known = { ...Object.fromEntries(shown), ...fields }
    return fetch(new URL('depth-camera/test', nodeRed.url), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(known),
    })
  }

  it('shows the first image with its size and the rate of the camera', async () => {
    const answer = await test('admin', { username: 'me', password: 'geheim' })
    assert.equal(answer.status, 200)
    const found = (await answer.json()) as CameraTest
    assert.ok('image' in found)
    const { image, width, height, format, fps } = found
    assert.deepEqual([width, height, format], [320, 240, 'jpeg'])
    assert.ok(fps > 5, `${fps}`)
    const bytes = Buffer.from(image.split(',')[1] ?? '', 'base64')
    assert.equal((await sharp(bytes).metadata()).width, 320)
  })

  it('says why there is none, without the password', async () => {
    const answer = await test('admin', { username: 'me', password: 'falsch' })
    const text = await answer.text()
    assert.match(text, /URL_FAILED.*refuses the user name and password/)
    assert.ok(!text.includes('falsch'))
  })

  it('is nobody else’s', async () => {
    assert.equal((await test(undefined, {})).status, 401)
    assert.equal((await test('viewer', {})).status, 401)
    assert.deepEqual(seen, [])
  })

  it('uses the stored password where the editor does not know it', async () => {
    const headers = { ...headersOf.get('admin'), 'content-type': 'application/json' }
    const flows = (await (
      await fetch(new URL('flows', nodeRed.url), { headers })
    ).json()) as Record<string, unknown>[]
    const deployed = flows.map((node) =>
      node['id'] === 'camera'
        ? { ...node, credentials: { username: 'me', password: 'geheim', token: '' } }
        : node,
    )
    await fetch(new URL('flows', nodeRed.url), {
      method: 'POST',
      headers,
      body: JSON.stringify(deployed),
    })
    const answer = await until(async () => {
      const response = await test('admin', { username: 'me', password: '__PWRD__' })
      const found = (await response.json()) as CameraTest
      return 'image' in found ? found : undefined
    })
    assert.equal(answer.width, 320)
    const stored = await (await fetch(new URL('flows', nodeRed.url), { headers })).text()
    assert.ok(!stored.includes('geheim'))
  })
})
