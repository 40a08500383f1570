import assert from 'node:assert/strict'
import type { NodeAPI } from 'node-red'
import { originOf } from '../../lib/depth/calibration/origin'
import { isDepthFrame } from '../../lib/frames/depth-frame'
import { viewsOf } from '../../lib/node-red/views/routes'
import { defaultConfig } from '../../nodes/depth-view/config'
import depthView from '../../nodes/depth-view/depth-view'
import { depthFrame, hills, undecodedImage } from '../../testing/frames/depth-frames'
import { rampJpeg } from '../../testing/frames/images'
import { caught, nextStatusText, send, unloadFlow } from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const node = { id: 'view', type: 'depth-view', ...defaultConfig, wires: [] }

describe('the view depth node', () => {
  let nodeRed: NodeAPI
  const start = nodeUnderTest((RED: NodeAPI) => {
    nodeRed = RED
    depthView(RED)
  }, node)

  /** What an editor is told, once the node has shown so many keys. */
  async function seen(keys: number) {
    const summaries = await until(() => {
      const all = viewsOf(nodeRed).look()
      return all.length === keys ? all : undefined
    })
    return summaries.map(({ key, image, depth }) => ({ key, image, depth }))
  }

  it('shows images, depth and encoded images, the last one of each topic', async () => {
    await start()
    const depth = depthFrame(hills(8, 6), { kind: 'metric', source: { width: 80, height: 60 } })
    const isShown = nextStatusText('view', /80x60 tiny-v2/)
    send('view', { payload: undecodedImage({ width: 40, height: 30 }), topic: 'a' })
    send('view', { payload: await rampJpeg(20, 10), topic: 'b' })
    send('view', { payload: depth, topic: 'a' })
    await isShown
    assert.deepEqual(await seen(2), [
      { key: 'b', image: { width: 20, height: 10 }, depth: undefined },
      {
        key: 'a',
        image: { width: 80, height: 60 },
        depth: {
          width: 8,
          height: 6,
          kind: 'metric',
          range: depth.range,
          origin: originOf(depth),
        },
      },
    ])
  })

  it('hands on frames by reference', async () => {
    await start()
    const depth = depthFrame(hills(8, 6))
    send('view', { payload: depth })
    await seen(1)
    const { frame } = viewsOf(nodeRed).snapshot('view', '', depth.id)
    assert.ok(isDepthFrame(frame) && frame === depth)
  })

  it('groups by another property, of which the first 200 characters count', async () => {
    await start({ key: 'camera.name' })
    send('view', { payload: depthFrame(hills(8, 6)), camera: { name: 'x'.repeat(300) } })
    assert.equal((await seen(1))[0]?.key, 'x'.repeat(200))
  })

  it('reads another property', async () => {
    await start({ property: 'depth' })
    send('view', { depth: depthFrame(hills(8, 6)), topic: 'a' })
    assert.equal((await seen(1))[0]?.key, 'a')
  })

  it('keeps its last frame through a deploy, and forgets it once it is removed', async () => {
    await start()
    send('view', { payload: depthFrame(hills(8, 6)), topic: 'a' })
    await seen(1)
    const views = viewsOf(nodeRed)
    await unloadFlow()
    assert.equal(views.look().length, 1)
    views.forget('view')
    assert.equal(views.look().length, 0)
  })

  for (const [what, payload, code] of [
    ['nothing', undefined, 'INPUT_MISSING'],
    ['a text', 'image.jpg', 'INPUT_UNSUPPORTED'],
    ['a frame that was copied', {}, 'INPUT_CLONED_FRAME'],
    ['bytes that are not an image', Buffer.from('no image'), 'IMAGE_INVALID'],
  ] as const) {
    it(`says that ${what} cannot be shown`, async () => {
      await start()
      send('view', { payload })
      assert.equal((await caught()).code, code)
    })
  }

  for (const [setting, value, name] of [
    ['show', 'all', 'Show'],
    ['colorMap', 'pink', 'Colors'],
    ['width', 10, 'Width'],
  ] as const) {
    it(`names the setting ${name} when it cannot be used`, async () => {
      await start({ [setting]: value })
      send('view', { payload: depthFrame(hills(8, 6)) })
      const { code, message } = await caught()
      assert.equal(code, 'CONFIG_INVALID')
      assert.match(message, new RegExp(`"${name}"`))
    })
  }
})
