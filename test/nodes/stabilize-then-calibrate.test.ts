import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sightingOf, spreadOf } from '../../lib/depth/calibration/reference'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { defaultConfig as calibrateConfig } from '../../nodes/depth-calibrate/config'
import depthCalibrate from '../../nodes/depth-calibrate/depth-calibrate'
import { defaultConfig as stabilizeConfig } from '../../nodes/depth-stabilize/config'
import depthStabilize from '../../nodes/depth-stabilize/depth-stabilize'
import { depthFrame, hills } from '../../testing/frames/depth-frames'
import { rampFrame } from '../../testing/frames/images'
import { helperNode, loadFlow, receive, send, unloadFlow } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'

describe('stabilize depth before calibrate depth', () => {
  withNodeRed()
  let userDir: string

  before(async () => (userDir = await mkdtemp(join(tmpdir(), 'depth-steady-meters-'))))
  after(() => rm(userDir, { recursive: true, force: true }))

  function deploy(references: readonly object[] = []): Promise<void> {
    const steady = {
      id: 'steady',
      type: 'depth-stabilize',
      ...stabilizeConfig,
      wires: [['meters']],
    }
    const meters = { id: 'meters', type: 'depth-calibrate', ...calibrateConfig, wires: [['out']] }
    return loadFlow(
      [depthStabilize, depthCalibrate],
      [steady, { ...meters, references }, helperNode('out')],
      { userDir },
    )
  }

  /** What comes out for the hills by a scale and shift. */
  async function sent(scale: number, shift: number): Promise<DepthFrame> {
    const rows = hills(48, 36).map((row) => row.map((value) => scale * value + shift))
    const payload = depthFrame(rows, { image: await rampFrame(32, 24) })
    send('steady', { payload, topic: 'door' })
    return (await receive('out')).payload as DepthFrame
  }

  it('keeps meters across a restart, and loses them with the anchor', async () => {
    await deploy()
    const steady = await sent(1, 0)
    assert.equal(steady.unit, undefined)
    const references = [
      [0.1, 0.1],
      [0.35, 0.2],
      [0.8, 0.6],
    ].map(([x = 0, y = 0]) => {
      const shape = { kind: 'point', points: [{ x, y }] } as const
      const seen = sightingOf(steady, shape, spreadOf(steady.data))
      // 1/z = 0.1 * depth + 0.2
      return { key: 'door', shape, meters: 1 / (0.1 * (seen.depth ?? NaN) + 0.2), seen }
    })
    await unloadFlow()
    await deploy(references)
    const metric = await sent(0.6, 2)
    assert.deepEqual([metric.unit, metric.anchor], ['m', steady.anchor])
    const expected = 1 / (0.1 * steady.at(0.5, 0.5) + 0.2)
    assert.ok(Math.abs(metric.at(0.5, 0.5) / expected - 1) < 0.02)

    send('steady', { topic: 'door', reset: true })
    const lost = await sent(1, 0)
    assert.deepEqual(lost.calibration, { state: 'lost', reason: 'anchor' })
    assert.equal(lost.unit, undefined)
    assert.notEqual(lost.anchor, steady.anchor)
  })
})
