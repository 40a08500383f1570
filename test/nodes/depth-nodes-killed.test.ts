import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { defaultConfig as calibrateConfig } from '../../nodes/depth-calibrate/config'
import { defaultConfig as measureConfig } from '../../nodes/depth-measure/config'
import { defaultConfig as stabilizeConfig } from '../../nodes/depth-stabilize/config'
import { inferNode } from '../../testing/node-red/infer-flow'
import { loadImageNode } from '../../testing/node-red/load-image-node'
import { until } from '../../testing/process/until'
import { RunningNodeRed } from '../../tools/node-red/index'

const regions = [
  {
    key: 'yard',
    name: 'door',
    shape: {
      kind: 'rectangle',
      points: [
        { x: 0.4, y: 0.4 },
        { x: 0.6, y: 0.6 },
      ],
    },
  },
]

/** `GET /depth` answers with what the nodes say of a sample image; the query brings references. */
const flow = [
  { id: 'flow', type: 'tab', label: 'Depth' },
  ...[
    { id: 'in', type: 'http in', url: '/depth', method: 'get', wires: [['ask']] },
    functionNode(
      'ask',
      `const { calibrate, reference } = msg.payload
      if (calibrate) msg.calibrate = JSON.parse(calibrate)
      if (reference) msg.reference = true
      msg.topic = 'yard'`,
      'load',
    ),
    loadImageNode('load', [['infer']], { sourceType: 'sample', source: 'room' }),
    inferNode('infer', 'tiny-v2', [['stabilize']], { modelType: 'catalog' }),
    { id: 'stabilize', type: 'depth-stabilize', ...stabilizeConfig, wires: [['calibrate']] },
    { id: 'calibrate', type: 'depth-calibrate', ...calibrateConfig, wires: [['measure']] },
    {
      id: 'measure',
      type: 'depth-measure',
      ...measureConfig,
      regions,
      outputProperty: 'figures',
      wires: [['answer'], []],
    },
    functionNode(
      'answer',
      `const { unit, anchor } = msg.payload
      const { door } = msg.figures
      msg.payload = { unit, anchor, newAnchor: msg.stabilize.newAnchor, median: door.median, change: door.change }`,
      'out',
    ),
    { id: 'out', type: 'http response', wires: [] },
  ].map((node) => ({ z: 'flow', x: 0, y: 0, ...node })),
]

/** What the flow answers. */
interface Answer {
  readonly unit?: string
  readonly anchor?: string
  readonly newAnchor?: string
  readonly median: number | null
  readonly change: number | null
}

const calibrate = [
  { x: 0.5, y: 0.95, meters: 2 },
  { x: 0.62, y: 0.4, meters: 6 },
]

describe('depth nodes whose Node-RED was killed', () => {
  let nodeRed: RunningNodeRed

  before(async () => {
    nodeRed = await RunningNodeRed.start({
      flow,
      packages: [packageRoot],
      settings: {
        contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 0 } } },
      },
    })
  })
  after(() => nodeRed.stop())

  async function depth(query: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(new URL(`depth?${new URLSearchParams(query)}`, nodeRed.url))
    assert.equal(response.status, 200, nodeRed.log())
    return (await response.json()) as Answer
  }

  it('have their anchor, references and empty map again', async () => {
    await depth({ calibrate: JSON.stringify(calibrate) })
    const before = await depth({ reference: 'true' })
    assert.deepEqual([before.unit, before.newAnchor, before.change], ['m', undefined, 0])
    // The file of the context is written a moment later.
    await until(
      async () => (await readdir(join(nodeRed.userDir, 'context'))).length > 0 || undefined,
    )
    nodeRed = await nodeRed.killAndRestart()
    const after = await depth()
    assert.deepEqual([after.unit, after.anchor, after.newAnchor], ['m', before.anchor, 'restored'])
    assert.ok(Math.abs(after.change ?? NaN) < 0.05, String(after.change))
    assert.ok(Math.abs((after.median ?? NaN) / (before.median ?? NaN) - 1) < 0.02)
  })

  it('remove what a killed writer left', async () => {
    const leftovers = [
      join(nodeRed.userDir, 'depth-measure', 'measure'),
      join(nodeRed.userDir, 'depth-stabilize', 'stabilize'),
    ].map(async (folder) => {
      const [name = ''] = await readdir(folder)
      await writeFile(join(folder, `${name}.7f1c0c5e-6d3e-4d2b-9a53-0d7f4d3a1b2c`), 'half')
      return folder
    })
    const folders = await Promise.all(leftovers)
    nodeRed = await nodeRed.killAndRestart()
    await depth()
    for (const folder of folders) {
      await until(async () => (await readdir(folder)).length === 1 || undefined)
    }
  })
})

function functionNode(id: string, code: string, next: string): object {
  return { id, type: 'function', func: `${code}\nreturn msg`, outputs: 1, wires: [[next]] }
}
