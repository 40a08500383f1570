import assert from 'node:assert/strict'
import { encodeNpy } from '../../lib/export/npy'
import { isDepthFrame, type DepthFrame } from '../../lib/frames/depth-frame'
import type { FlowMessage } from '../../lib/node-red/message'
import { isTiming } from '../../lib/timing/timeline'
import { defaultConfig as exportConfig } from '../../nodes/depth-export/config'
import depthExport from '../../nodes/depth-export/depth-export'
import { defaultConfig } from '../../nodes/depth-import/config'
import depthImport from '../../nodes/depth-import/depth-import'
import { depthFrame, hills, undecodedImage } from '../../testing/frames/depth-frames'
import { rampJpeg } from '../../testing/frames/images'
import {
  catching,
  caught,
  helperNode,
  loadFlow,
  nextStatusText,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'

const frame = depthFrame(hills(8, 6), { source: { width: 80, height: 60 } })
const npy = Buffer.from(encodeNpy({ values: Float32Array.of(1, 2), width: 2, height: 1 }))

/** export depth and import depth, one after the other. */
function start(changes: Record<string, unknown> = {}): Promise<void> {
  const given = { id: 'export', type: 'depth-export', ...exportConfig, format: 'npy' }
  const node = { id: 'import', type: 'depth-import', ...defaultConfig, wires: [['out']] }
  return loadFlow(
    [depthExport, depthImport],
    [{ ...given, wires: [['import']] }, { ...node, ...changes }, helperNode('out'), ...catching],
  )
}

function frameOf({ payload }: FlowMessage): DepthFrame {
  assert.ok(isDepthFrame(payload))
  return payload
}

describe('the import depth node', () => {
  withNodeRed()

  it('makes what export depth sends a frame again, with what the other side measured', async () => {
    await start()
    const isShown = nextStatusText('import', /^8x6 relative-inverse, tiny-v2$/)
    send('export', { payload: frame, topic: 'door' })
    const msg = await receive('out')
    const back = frameOf(msg)
    assert.deepEqual(back.data, frame.data)
    assert.deepEqual([back.kind, back.model, back.image], [frame.kind, 'tiny-v2', undefined])
    assert.deepEqual(back.source, { width: 80, height: 60 })
    assert.equal(msg.topic, 'door')
    assert.ok(isTiming(msg['timing']))
    const stages = msg['timing'].stages.map(({ stage }) => stage)
    assert.deepEqual(stages, ['encode', 'remote', 'decode'])
    await isShown
  })

  it('takes the image from a property, as a frame or encoded, and does without', async () => {
    await start({ imageProperty: 'image' })
    const image = undecodedImage({ width: 40, height: 30 })
    send('import', { payload: npy, image })
    assert.equal(frameOf(await receive('out')).image, image)
    send('import', { payload: npy, image: await rampJpeg(20, 10) })
    assert.deepEqual(frameOf(await receive('out')).source, { width: 20, height: 10 })
    send('import', { payload: npy })
    assert.equal(frameOf(await receive('out')).image, undefined)
    send('import', { payload: npy, image: 'a.jpg' })
    assert.equal((await caught()).code, 'INPUT_UNSUPPORTED')
  })

  it('takes its dialog at its word where the message has no description', async () => {
    await start({ kind: 'metric', scale: '0.5', offset: '1', outputProperty: 'map' })
    send('import', { payload: npy })
    const msg = await receive('out')
    const { data, unit } = frameOf({ ...msg, payload: msg['map'] })
    assert.deepEqual([[...data], unit], [[1.5, 2], 'm'])
  })

  it('says what is wrong with what it cannot read', async () => {
    await start()
    for (const [msg, code] of [
      [{ payload: undefined }, 'INPUT_MISSING'],
      [{ payload: 'depth.npy' }, 'INPUT_UNSUPPORTED'],
      [{ payload: frame }, 'INPUT_UNSUPPORTED'],
      [{ payload: Buffer.from('depth') }, 'DEPTH_INVALID'],
      [{ payload: npy, depth: { version: 1 } }, 'INPUT_UNSUPPORTED'],
    ] as const) {
      send('import', { ...msg, topic: 'door' })
      const error = await caught()
      assert.deepEqual([error.code, error.msg.topic], [code, 'door'])
    }
    await unloadFlow()
    await start({ scale: 0 })
    send('import', { payload: npy })
    assert.match((await caught()).message, /"Scale" is 0/)
  })
})
