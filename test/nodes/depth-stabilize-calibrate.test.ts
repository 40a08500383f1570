import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sightingOf, spreadOf } from '../../lib/depth/calibration/reference'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { defaultConfig as calibrateConfig } from '../../nodes/depth-calibrate/config'
import depthCalibrate from '../../nodes/depth-calibrate/depth-calibrate'
import type { StoredReference } from '../../nodes/depth-calibrate/references-setting'
import { defaultConfig as stabilizeConfig } from '../../nodes/depth-stabilize/config'
import depthStabilize from '../../nodes/depth-stabilize/depth-stabilize'
import { depthFrame, hills, plainImage } from '../../testing/frames/depth-frames'
import { rampFrame } from '../../testing/frames/images'
import { helperNode, loadFlow, receive, send, unloadFlow } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'

const key = 'yard'
const size = { width: 48, height: 36 }
const rows = hills(size.width, size.height)

describe('a calibration of stabilized depth', () => {
  withNodeRed()
  let userDir: string

  before(async () => (userDir = await mkdtemp(join(tmpdir(), 'depth-calibrated-'))))
  after(() => rm(userDir, { recursive: true }))

  /** As after a restart: both nodes are new. */
  async function restart(references: readonly StoredReference[]): Promise<void> {
    await unloadFlow()
    const steady = {
      id: 'steady',
      type: 'depth-stabilize',
      ...stabilizeConfig,
      wires: [['meters']],
    }
    const meters = { id: 'meters', type: 'depth-calibrate', ...calibrateConfig, references }
    const flow = [steady, { ...meters, wires: [['out']] }, helperNode('out')]
    await loadFlow([depthStabilize, depthCalibrate], flow, { userDir })
  }

  /** What becomes of the hills by another scale and shift. */
  async function seen(scale: number, shift: number): Promise<DepthFrame> {
    const values = rows.map((row) => row.map((value) => scale * value + shift))
    const frame = depthFrame(values, { image: await rampFrame(96, 72) })
    send('steady', { payload: frame, topic: key })
    return (await receive('out')).payload as DepthFrame
  }

  /** A tenth of the hills is 1/z. */
  function references(frame: DepthFrame): StoredReference[] {
    return [
      [10, 8],
      [40, 30],
      [25, 17],
    ].map(([column = 0, row = 0]) => {
      const point = { x: (column + 0.5) / size.width, y: (row + 0.5) / size.height }
      const shape = { kind: 'point', points: [point] } as const
      const meters = 10 / (rows[row]?.[column] ?? NaN)
      return { key, shape, meters, seen: sightingOf(frame, shape, spreadOf(frame.data)) }
    })
  }

  it('holds through a restart, and is lost after a reset and a scene cut', async () => {
    await restart([])
    const first = await seen(1, 0)
    const stored = references(first)
    await restart(stored)
    const frame = await seen(0.7, 1.5)
    assert.deepEqual([frame.unit, frame.anchor], ['m', first.anchor])
    const wanted = 10 / (rows[20]?.[30] ?? NaN)
    assert.ok(Math.abs(frame.at(30.5 / 48, 20.5 / 36) / wanted - 1) < 0.03)
    assert.ok(frame.steadyRange !== undefined)

    send('steady', { topic: key, reset: true })
    const afterReset = await seen(1, 0)
    assert.deepEqual([afterReset.unit, afterReset.calibration?.state], [undefined, 'lost'])

    await restart(references(afterReset))
    const again = await seen(1.3, 0.2)
    assert.deepEqual([again.unit, again.anchor], ['m', afterReset.anchor])
    const cut = depthFrame(
      rows.map((row, y) => row.map((_, x) => Math.cos(y / 3) + x / 20)),
      { image: plainImage(size, [9, 200, 9]) },
    )
    send('steady', { payload: cut, topic: key })
    const other = (await receive('out')).payload as DepthFrame
    assert.deepEqual([other.unit, other.calibration?.state], [undefined, 'lost'])
  })
})
