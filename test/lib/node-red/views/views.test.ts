import assert from 'node:assert/strict'
import sharp from 'sharp'
import { DepthFrame } from '../../../../lib/frames/depth-frame'
import { ImageFrame } from '../../../../lib/frames/image-frame'
import type { ViewSummary } from '../../../../lib/node-red/views/summary'
import { Views } from '../../../../lib/node-red/views/views'
import { coded } from '../../../../testing/errors'
import { depthFrame, hills } from '../../../../testing/frames/depth-frames'
import { countedResources } from '../../../../testing/process/counted-resources'
import { until } from '../../../../testing/process/until'

describe('the views of nodes', () => {
  let published: (readonly ViewSummary[])[]
  let decoded: number
  let views: Views
  beforeEach(() => {
    const mine: (readonly ViewSummary[])[] = []
    published = mine
    decoded = 0
    views = new Views({ publish: (news) => mine.push(news), mostBytes: 1e6 })
  })

  /** An image that counts how often its pixels are asked for. */
  function image(width = 8, height = 6): ImageFrame {
    return new ImageFrame({
      width,
      height,
      source: 'a test',
      format: 'raw',
      decode: (size) => {
        decoded++
        const pixels = { ...size, data: new Uint8Array(3 * size.width * size.height) }
        return Promise.resolve({ pixels, warnings: [] })
      },
    })
  }

  const drawing = { part: 'image', width: 8, colorMap: 'inferno' } as const

  it('encode nothing, publish nothing and start no timer, thread or socket while nobody looks', () => {
    const frames = Array.from({ length: 100 }, () => image())
    const depth = depthFrame(hills(8, 6))
    const made = countedResources(() => {
      for (const [at, frame] of frames.entries()) {
        views.show('node', `key ${at % 10}`, frame)
        views.show('node', 'depth', depth)
      }
    })
    assert.deepEqual([made, published.length, decoded], [[], 0, 0])
  })

  it('publish ids and sizes at most twice a second once somebody looks, and the latest at the end', async () => {
    assert.deepEqual(views.look(), [])
    const frames = Array.from({ length: 50 }, () => image())
    const last = frames.at(-1)
    const timers = countedResources(() => {
      for (const frame of frames) views.show('node', 'a', frame)
    })
    assert.deepEqual(timers, ['Timeout'])
    assert.equal(published.length, 1)
    await until(() => Promise.resolve(published.length > 1 ? true : undefined))
    const shown = published.map((news) => news.map(({ key, id }) => [key, id]))
    assert.deepEqual(shown, [[['a', frames[0]?.id]], [['a', last?.id]]])
    assert.deepEqual(published[1], [
      { node: 'node', key: 'a', id: last?.id, image: { width: 8, height: 6 }, hasImage: true },
    ])
    assert.equal(decoded, 0)
  })

  it('draw a frame once for all who ask for the same', async () => {
    const frame = image(64, 48)
    views.show('node', 'a', frame)
    views.look()
    const asked = { ...drawing, width: 32 }
    const ask = () => views.snapshot('node', 'a', frame.id).draw(asked)
    const [first, second] = await Promise.all([ask(), ask()])
    assert.equal(first, second)
    assert.equal(decoded, 1)
    const { width, height, format } = await sharp(first.bytes).metadata()
    assert.deepEqual([width, height, format, first.mime], [32, 24, 'jpeg', 'image/jpeg'])
  })

  it('draw no image larger than it is', async () => {
    const frame = image(64, 48)
    views.show('node', 'a', frame)
    views.look()
    const { bytes } = await views.snapshot('node', 'a', frame.id).draw({ ...drawing, width: 4000 })
    assert.equal((await sharp(bytes).metadata()).width, 64)
  })

  it('keep the frame that was published until the next one is, whatever comes in between', () => {
    const [first, second] = [image(), image()]
    views.show('node', 'a', first)
    views.look()
    views.show('node', 'b', image())
    views.show('node', 'a', second)
    assert.equal(views.snapshot('node', 'a', first.id).frame, first)
    assert.throws(() => views.snapshot('node', 'a', second.id), coded('VIEW_GONE'))
    views.look()
    assert.equal(views.snapshot('node', 'a', second.id).frame, second)
    assert.throws(() => views.snapshot('node', 'a', first.id), coded('VIEW_GONE'))
  })

  it('keep 64 keys of a node, the least recently used one gives way', () => {
    for (let at = 0; at < 1000; at++) views.show('node', `key ${at}`, image())
    const keys = views.look().map(({ key }) => key)
    assert.equal(keys.length, 64)
    assert.deepEqual([keys[0], keys.at(-1)], ['key 936', 'key 999'])
  })

  it('keep no more bytes than allowed: what was shown longest ago gives way, but never the last', () => {
    /** Half a megabyte. */
    const large = () => depthFrame(hills(500, 250))
    for (const key of ['a', 'b', 'c']) views.show('node', key, large())
    assert.deepEqual(
      views.summaries().map(({ key }) => key),
      ['b', 'c'],
    )
    views.show('node', 'b', large())
    views.show('other', 'd', large())
    assert.deepEqual(
      views.summaries().map(({ key }) => key),
      ['b', 'd'],
    )
    assert.equal(views.bytes, 1e6)
    views.show('other', 'd', depthFrame(hills(1000, 500)))
    assert.deepEqual(
      views.summaries().map(({ key }) => key),
      ['d'],
    )
    views.forget('other')
    assert.equal(views.bytes, 0)
  })

  it('forget a node that is gone, also what was about to be published', async () => {
    views.look()
    views.show('other', 'a', image())
    views.show('node', 'a', image())
    views.forget('node')
    views.show('other', 'a', image())
    await until(() => Promise.resolve(published.length > 1 ? true : undefined))
    assert.deepEqual(
      published.flat().map(({ node }) => node),
      ['other', 'other'],
    )
    assert.deepEqual(
      views.look().map(({ node }) => node),
      ['other'],
    )
  })

  it('show depth that came without its image, and say that there is none', async () => {
    const { data, range } = depthFrame(hills(8, 6))
    const imageFacts = { width: 80, height: 60, captured: 0 }
    const frame = new DepthFrame({
      ...{ data, range, width: 8, height: 6, kind: 'metric', model: 'theirs', provider: 'cpu' },
      imageFacts,
    })
    views.show('node', 'a', frame)
    const [summary] = views.look()
    assert.deepEqual([summary?.image, summary?.hasImage], [{ width: 80, height: 60 }, false])
    const snapshot = views.snapshot('node', 'a', frame.id)
    const { bytes } = await snapshot.draw({ ...drawing, part: 'depth' })
    assert.equal((await sharp(bytes).metadata()).width, 8)
    await assert.rejects(async () => snapshot.draw(drawing), coded('IMAGE_MISSING', /import depth/))
  })
})
