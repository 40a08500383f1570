import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FlowMessage } from '../../lib/node-red/message'
import { defaultConfig as exportConfig } from '../../nodes/depth-export/config'
import depthExport from '../../nodes/depth-export/depth-export'
import { defaultConfig as importConfig } from '../../nodes/depth-import/config'
import depthImport from '../../nodes/depth-import/depth-import'
import { defaultConfig as measureConfig } from '../../nodes/depth-measure/config'
import depthMeasure from '../../nodes/depth-measure/depth-measure'
import { defaultConfig as renderConfig } from '../../nodes/depth-render/config'
import depthRender from '../../nodes/depth-render/depth-render'
import { exportDepth } from '../../lib/export/export-depth'
import { depthFrame, hills } from '../../testing/frames/depth-frames'
import { catching, helperNode, loadFlow, nodeOf, send } from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { until } from '../../testing/process/until'

const count = 20
const frame = depthFrame(hills(320, 240))

describe('a node that is deployed again while messages wait', () => {
  withNodeRed()
  let userDir: string
  let png: Buffer

  before(async () => {
    userDir = await mkdtemp(join(tmpdir(), 'depth-closing-'))
    const points = { stride: 1, limit: undefined, withoutEdges: false, allowRelative: false }
    const options = { format: 'png16', size: 'model', levels: { mode: 'auto' } } as const
    png = (await exportDepth(frame, { ...options, points: { ...points, fieldOfView: undefined } }))
      .bytes
  })
  after(() => rm(userDir, { recursive: true }))

  for (const [type, module, config, payload] of [
    ['depth-export', depthExport, { ...exportConfig, output: 'file' }, () => frame],
    ['depth-import', depthImport, importConfig, () => png],
    ['depth-measure', depthMeasure, measureConfig, () => frame],
    ['depth-render', depthRender, renderConfig, () => frame],
  ] as const) {
    it(`completes each, and sends none that waited: ${type}`, async () => {
      const node = { id: 'node', type, ...config, wires: [['out'], []] }
      const complete = { id: 'complete', type: 'complete', scope: ['node'], wires: [['completed']] }
      const flow = [node, complete, ...catching, helperNode('out'), helperNode('completed')]
      await loadFlow([module], flow, { userDir, fileWorkingDirectory: userDir })
      const [sent, completed, failed] = ['out', 'completed', 'caught'].map(messagesAt)
      const firstSent = new Promise((resolve) => nodeOf('out').on('input', resolve))
      for (let id = 0; id < count; id++) send('node', { _msgid: String(id), payload: payload() })
      await firstSent
      await nodeOf('node').close()
      await until(() => (completed?.length ?? 0) + (failed?.length ?? 0) >= count || undefined)
      assert.deepEqual(failed, [])
      const ids = completed?.map(({ _msgid }) => Number(_msgid)).sort((a, b) => a - b)
      assert.deepEqual(
        ids,
        Array.from({ length: count }, (_, id) => id),
      )
      assert.ok((sent?.length ?? 0) < count, `${sent?.length} sent`)
    })
  }
})

function messagesAt(id: string): FlowMessage[] {
  const messages: FlowMessage[] = []
  nodeOf(id).on('input', (msg: FlowMessage) => messages.push(msg))
  return messages
}
