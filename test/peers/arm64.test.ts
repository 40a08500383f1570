import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../lib/package-root'
import { inferNode } from '../../testing/node-red/infer-flow'
import { loadImageNode } from '../../testing/node-red/load-image-node'
import { until } from '../../testing/process/until'
import { freePort, RunningNodeRed, writeUserDir } from '../../tools/node-red'

/** The nearness of nine places of a sample image, in the answer to GET /nearness. */
const nearnessFlow = [
  { id: 'tab', type: 'tab' },
  { id: 'start', type: 'inject', props: [], once: true, onceDelay: 0.1, wires: [['load']] },
  loadImageNode('load', [['infer']], { source: 'photo-coffee', sourceType: 'sample' }),
  inferNode('infer', 'tiny-v2', [['keep']], { modelType: 'catalog', timeLimit: 1200 }),
  {
    id: 'keep',
    type: 'function',
    outputs: 1,
    func: `
      const places = [0.1, 0.5, 0.9]
      const depth = msg.payload
      flow.set('nearness', places.flatMap((y) => places.map((x) => depth.nearness(x, y))))
      flow.set('architecture', process.arch)`,
    libs: [{ var: 'process', module: 'process' }],
    wires: [[]],
  },
  { id: 'ask', type: 'http in', url: '/nearness', method: 'get', wires: [['tell']] },
  {
    id: 'tell',
    type: 'function',
    outputs: 1,
    func: `
      msg.payload = { nearness: flow.get('nearness'), architecture: flow.get('architecture') }
      return msg`,
    wires: [['answer']],
  },
  { id: 'answer', type: 'http response', wires: [] },
].map((node) => (node.type === 'tab' ? node : { z: 'tab', x: 0, y: 0, ...node }))

interface Answer {
  readonly nearness: readonly number[]
  readonly architecture: string
}

/** What a Node-RED answers once its model has run. */
function nearnessOf(url: string, limitMs: number): Promise<Answer> {
  return until(async () => {
    const response = await fetch(new URL('nearness', url)).catch(() => undefined)
    const answer = response?.ok === true ? ((await response.json()) as Partial<Answer>) : {}
    return answer.nearness === undefined ? undefined : (answer as Answer)
  }, limitMs)
}

/** `ARM64` is a folder with the package and Node-RED installed for linux/arm64, and `node`, which runs Node.js of it. */
describe('the packed package on linux/arm64, emulated by QEMU', () => {
  const folder = process.env['ARM64'] ?? ''
  let emulated: ChildProcess
  let userDir: string
  let here: RunningNodeRed
  let url: string
  let log = ''

  before(async () => {
    here = await RunningNodeRed.start({ flow: nearnessFlow, packages: [packageRoot] })
    userDir = await mkdtemp(join(tmpdir(), 'depth-arm64-'))
    const port = await freePort()
    url = `http://127.0.0.1:${port}/`
    const packages = [join(folder, 'node_modules/@node-red-depth/depth-anything')]
    await writeUserDir(userDir, port, { flow: nearnessFlow, packages })
    const red = join(folder, 'node_modules/node-red/red.js')
    emulated = spawn(join(folder, 'node'), [red, '--userDir', userDir], { cwd: userDir })
    emulated.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()))
    emulated.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  })
  after(async () => {
    await here.stop()
    emulated.kill('SIGTERM')
    if (emulated.exitCode === null && emulated.signalCode === null) await once(emulated, 'exit')
    await rm(userDir, { recursive: true, force: true })
  })

  it('loads, and its model gives the depth that it gives here', async () => {
    const [there, expected] = [await nearnessOf(url, 1_500_000), await nearnessOf(here.url, 60_000)]
    assert.equal(there.architecture, 'arm64')
    there.nearness.forEach((value, i) => {
      assert.ok(Math.abs(value - (expected.nearness[i] ?? NaN)) < 1e-4, `${value} at place ${i}`)
    })
    assert.doesNotMatch(log, /\[error\]/)
  }).timeout(1_600_000)
})
