import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import type { FlowMessage } from '../../lib/node-red/message'
import type { StabilizeFigures } from '../../lib/stabilize/stabilizer'
import type { Timing } from '../../lib/timing/timeline'
import { defaultConfig } from '../../nodes/depth-stabilize/config'
import depthStabilize from '../../nodes/depth-stabilize/depth-stabilize'
import { depthFrame, hills } from '../../testing/frames/depth-frames'
import { rampFrame } from '../../testing/frames/images'
import {
  caught,
  nextStatusText,
  nodeOf,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { nodeUnderTest } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const node = { id: 'steady', type: 'depth-stabilize', ...defaultConfig, wires: [['out']] }
const size = { width: 48, height: 36 }

describe('the stabilize depth node', () => {
  const start = nodeUnderTest(depthStabilize, node)
  let userDir: string

  beforeEach(async () => (userDir = await mkdtemp(join(tmpdir(), 'depth-stabilize-'))))
  afterEach(() => rm(userDir, { recursive: true, force: true }))

  const deploy = (changes = {}) => start(changes, { userDir })
  const redeploy = async () => {
    await unloadFlow()
    await deploy()
  }
  const folder = () => join(userDir, 'depth-stabilize', 'steady')

  /** The hills by another scale and shift, with an image that stands still. */
  async function frame(scale = 1, shift = 0, { width, height }: Size = size): Promise<DepthFrame> {
    const rows = hills(width, height).map((row) => row.map((value) => scale * value + shift))
    return depthFrame(rows, { image: await rampFrame(32, 24) })
  }

  async function steady(payload: DepthFrame, changes: Record<string, unknown> = {}) {
    send('steady', { payload, topic: 'a', ...changes })
    const msg = await receive('out')
    return { msg, depth: msg.payload as DepthFrame, figures: figuresOf(msg) }
  }

  const figuresOf = (msg: FlowMessage) => msg['stabilize'] as StabilizeFigures

  it('sends a new frame with one scale and shift, its anchor and a steady range', async () => {
    await deploy()
    const first = await frame()
    const values = first.data.slice()
    const { depth, figures } = await steady(first)
    assert.notEqual(depth, first)
    assert.equal(figures.newAnchor, 'first')
    assert.deepEqual([depth.model, depth.image, depth.kind], [first.model, first.image, first.kind])
    const isShown = nextStatusText('steady', /flicker/)
    const later = await steady(await frame(1.5, -0.7))
    assert.equal(later.depth.anchor, depth.anchor)
    assert.ok(Math.abs(later.depth.at(0.5, 0.5) - depth.at(0.5, 0.5)) < 0.03)
    assert.ok(Math.abs(later.figures.scale - 1 / 1.5) < 0.01)
    assert.ok(later.depth.steadyRange !== undefined && later.depth.range.min >= 0.9)
    assert.deepEqual(first.data, values, 'frames are read-only')
    await isShown
  })

  it('passes the depth of an unusable image, and goes on with the anchor afterwards', async () => {
    await deploy()
    const { depth } = await steady(await frame())
    const image = (await rampFrame(32, 24)).withUnusable('too dark')
    const dark = depthFrame(hills(48, 36).toReversed(), { image })
    const isShown = nextStatusText('steady', /too dark/)
    const passed = await steady(dark)
    assert.equal(passed.depth, dark)
    assert.deepEqual(passed.figures, { scale: 1, shift: 0, held: false })
    await isShown
    assert.equal((await steady(await frame(1.5, -0.7))).depth.anchor, depth.anchor)
  })

  it('reports its stages, and a decode that infer depth has done before as shared', async () => {
    await deploy()
    const depth = await frame()
    await depth.image?.pixels(size)
    const { stages } = (await steady(depth)).msg['timing'] as Timing
    assert.deepEqual(
      stages.map(({ stage, shared }) => [stage, shared]),
      [
        ['decode', true],
        ['stabilize', undefined],
      ],
    )
  })

  it('keeps messages in order, and an anchor for each key and kind of frame', async () => {
    await deploy({ key: 'camera', property: 'depth', outputProperty: 'calm' })
    const small = { width: 40, height: 30 }
    const sent = [
      ['a', size],
      ['b', size],
      ['a', small],
      ['a', size],
      ['a', small],
    ] as const
    for (const [camera, wanted] of sent)
      send('steady', { depth: await frame(1, 0, wanted), camera })
    const anchors: (string | undefined)[] = []
    for (const [camera, wanted] of sent) {
      const msg = await receive('out')
      const { width, anchor } = msg['calm'] as DepthFrame
      assert.deepEqual([msg['camera'], width], [camera, wanted.width])
      anchors.push(anchor)
    }
    assert.equal(new Set(anchors).size, 3)
    assert.deepEqual([anchors[3], anchors[4]], [anchors[0], anchors[2]])
  })

  it('goes on with its anchor after a deploy and a restart', async () => {
    await deploy()
    const { depth } = await steady(await frame())
    await redeploy()
    const again = await steady(await frame(0.6, 2))
    assert.deepEqual([again.depth.anchor, again.figures.newAnchor], [depth.anchor, 'restored'])
    assert.ok(Math.abs(again.depth.at(0.3, 0.3) - depth.at(0.3, 0.3)) < 0.03)
  })

  it('starts again where a saved anchor is damaged or of another scene', async () => {
    await deploy()
    const { depth } = await steady(await frame())
    const [file = ''] = await readdir(folder())
    for (const content of ['{', '{"version":1,"id":"x","values":"AAA="}', '[]', 'null']) {
      await redeploy()
      await writeFile(join(folder(), file), content)
      assert.equal((await steady(await frame())).figures.newAnchor, 'first')
    }
    await redeploy()
    const other = depthFrame(
      hills(48, 36).map((row, y) => row.map((_, x) => Math.cos(y / 3) + x / 20)),
      { image: await rampFrame(96, 72) },
    )
    const { figures } = await steady(other)
    assert.equal(figures.newAnchor, 'first')
    assert.notEqual(figures.anchor, depth.anchor)
  })

  it('starts again after msg.reset: for its key, or for all without one', async () => {
    await deploy()
    const anchorOf = async (topic: string) => (await steady(await frame(), { topic })).depth.anchor
    const [a, b] = [await anchorOf('a'), await anchorOf('b')]
    send('steady', { topic: 'a', reset: true })
    const newA = await anchorOf('a')
    assert.notEqual(newA, a)
    assert.equal(await anchorOf('b'), b)
    send('steady', { reset: true })
    assert.notEqual(await anchorOf('a'), newA)
    assert.notEqual(await anchorOf('b'), b)
    const { figures } = await steady(await frame(), { reset: true })
    assert.equal(figures.newAnchor, 'first')
  })

  it('forgets a reset key for good, also in a node that has not seen it', async () => {
    await deploy()
    const { depth } = await steady(await frame())
    await redeploy()
    send('steady', { topic: 'a', reset: true })
    assert.notEqual((await steady(await frame())).depth.anchor, depth.anchor)
  })

  it('keeps anchors of 64 keys, of which the newest stay', async () => {
    await deploy()
    const payload = await frame()
    for (let key = 0; key < 70; key++) await steady(payload, { topic: `camera ${key}` })
    assert.equal((await readdir(folder())).length, 64)
  })

  it('warns once where anchors cannot be saved', async () => {
    await writeFile(join(userDir, 'depth-stabilize'), 'in the way')
    await deploy()
    const warnings: string[] = []
    nodeOf('steady').on('call:warn', (call: { args: [string] }) => warnings.push(call.args[0]))
    for (const topic of ['a', 'b']) await steady(await frame(), { topic })
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', /restart will forget .* cannot be written/)
  })

  it('deletes its anchors when it is deleted', async () => {
    await deploy()
    await steady(await frame())
    assert.equal((await readdir(folder())).length, 1)
    const running = nodeOf('steady') as unknown as { close(removed: boolean): Promise<void> }
    await running.close(true)
    await until(async () => !existsSync(folder()) || (await readdir(folder())).length === 0)
  })

  it('passes on depth that says nothing, without an anchor', async () => {
    await deploy()
    const flat = depthFrame([
      [2, 2],
      [2, 2],
    ])
    const { depth, figures } = await steady(flat.with({ image: undefined }))
    assert.deepEqual([depth.anchor, depth.steadyRange], [undefined, undefined])
    assert.deepEqual(depth.data, flat.data)
    assert.deepEqual(figures, { scale: 1, shift: 0, held: false })
  })

  it('refuses what is not depth', async () => {
    await deploy()
    send('steady', { payload: 'x' })
    assert.equal((await caught()).code, 'INPUT_UNSUPPORTED')
    send('steady', {})
    assert.equal((await caught()).code, 'INPUT_MISSING')
  })
})
