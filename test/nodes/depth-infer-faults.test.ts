import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { constants, getPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { loadImage } from '../../lib/image/load'
import type { Timing } from '../../lib/timing/timeline'
import {
  constantGraph,
  failingGraph,
  logarithmGraph,
  loopGraph,
  mapGraph,
  nearZeroGraph,
  wrongInterfaceGraph,
  type Fault,
} from '../../tools/graph'
import { inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import {
  catching,
  helperNode,
  caught,
  nodeOf,
  receive,
  send,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { CustomModels } from '../../testing/models/custom-models'
import { rampFrame } from '../../testing/frames/images'
import { foreignDevice } from '../../testing/process/foreign-device'
import { childrenOf, isAlive } from '../../testing/process/processes'

const out = helperNode('out')

describe('infer depth when something goes wrong', () => {
  withNodeRed()
  let models: CustomModels
  let quick: string
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    quick = await models.add('quick', nearZeroGraph())
    image = await rampFrame(160, 90)
  })
  after(() => models.remove())

  const loadAndSend = async (model: string, changes: Record<string, unknown> = {}) => {
    const good = inferNode('good', quick, [['out']])
    await loadInferFlow([inferNode('infer', model, [['out']], changes), good, out, ...catching])
    send('infer', { payload: image })
  }

  /** What the Catch node got, once another node has run a frame after it. */
  const caughtAndGoesOn = async () => {
    const error = await caught()
    send('good', { payload: image })
    assert.ok((await receive('out')).payload)
    return error
  }

  it('reports a crash of the process in mid-run, and the next frame runs', async () => {
    await loadAndSend(await models.add('crash', loopGraph({ seconds: 1 })), { timeLimit: 120 })
    const { stages } = (await receive('out'))['timing'] as Timing
    const [pid = NaN] = childrenOf(process.pid)
    send('infer', { payload: image })
    await sleep((stages.find(({ stage }) => stage === 'inference')?.ms ?? NaN) / 4)
    process.kill(pid, 'SIGKILL')
    const { code, message } = await caught()
    assert.equal(code, 'RUNTIME_CRASHED')
    assert.match(message, /SIGKILL/)
    send('infer', { payload: image })
    assert.ok((await receive('out')).payload)
  }).timeout(240_000)

  it('ends a run that hangs at its time limit, and the next frame runs', async () => {
    await loadAndSend(await models.add('hanging', loopGraph({ seconds: 60 })), { timeLimit: 0.5 })
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'INFERENCE_TIMEOUT')
    assert.match(message, /500 ms/)
  })

  it('waits longer and longer before it restarts a process that keeps ending', async () => {
    const hanging = await models.add('again', loopGraph({ seconds: 60 }))
    await loadAndSend(hanging, { timeLimit: 0.2 })
    const codes: string[] = []
    while (codes.at(-1) !== 'RUNTIME_BACKOFF') {
      codes.push((await caught()).code)
      send('infer', { payload: image })
    }
    // While the model loads, the limit counts as well.
    assert.ok(codes.length > 2)
    assert.deepEqual(new Set(codes.slice(0, -1)), new Set(['INFERENCE_TIMEOUT']))
  })

  it('refuses a file that is not a model', async () => {
    await loadAndSend(await models.add('text', 'this is text'))
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'MODEL_INVALID')
    assert.match(message, /text\.onnx/)
  })

  it('names the file that is missing', async () => {
    const file = join(models.folder, 'nowhere.onnx')
    await loadAndSend(file)
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'FILE_NOT_FOUND')
    assert.match(message, /nowhere/)
  })

  const faults: readonly (readonly [Fault, RegExp])[] = [
    ['input-name', /pixel_values.*image/],
    ['input-rank', /rank|\[1,\s*1,\s*3/],
    ['input-type', /int64/],
    ['output-name', /predicted_depth.*mask/],
    ['two-inputs', /prompt/],
  ]
  for (const [fault, text] of faults) {
    it(`refuses a graph with a wrong interface: ${fault}`, async () => {
      await loadAndSend(await models.add(fault, wrongInterfaceGraph(fault)))
      const { code, message } = await caughtAndGoesOn()
      assert.equal(code, 'MODEL_MISMATCH')
      assert.match(message, text)
    })
  }

  it('reports a model that fails when it runs, and keeps the process', async () => {
    await loadAndSend(await models.add('failing', failingGraph()))
    assert.equal((await caught()).code, 'INFERENCE_FAILED')
    const [pid = NaN] = childrenOf(process.pid)
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'INFERENCE_FAILED')
    assert.ok(isAlive(pid))
  })

  it('refuses a metric model that returns zeros', async () => {
    const metric = { output: { name: 'predicted_depth', kind: 'metric', maxDepth: 20 } } as const
    await loadAndSend(await models.add('zeros', constantGraph(0), metric))
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'MODEL_OUTPUT_INVALID')
    assert.match(message, /zero everywhere/)
  })

  for (const value of [0, 7]) {
    it(`passes on depth that is ${value} everywhere`, async () => {
      await loadAndSend(await models.add(`constant-${value}`, constantGraph(value)))
      const { payload } = await receive('out')
      assert.deepEqual((payload as { range: object }).range, { min: value, max: value })
    })
  }

  for (const value of [NaN, Infinity, -Infinity]) {
    for (const kind of ['relative-inverse', 'metric'] as const) {
      it(`refuses ${kind} depth that is ${value} everywhere`, async () => {
        const id = `constant${value}-${kind}`.toLowerCase()
        const output = { name: 'predicted_depth', kind }
        await loadAndSend(await models.add(id, constantGraph(value), { output }))
        const { code, message } = await caughtAndGoesOn()
        assert.equal(code, 'MODEL_OUTPUT_INVALID')
        assert.match(message, /NaN or infinite.*fp32/)
      })
    }
  }

  it('refuses a map so large that it would take the memory of Node-RED', async () => {
    await loadAndSend(await models.add('huge', mapGraph(8193, 8192)))
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'MODEL_OUTPUT_INVALID')
    assert.match(message, /8193x8192/)
  })

  it('passes on metric depth that is negative everywhere', async () => {
    const metric = { output: { name: 'predicted_depth', kind: 'metric' } } as const
    await loadAndSend(await models.add('negative', constantGraph(-1), metric))
    assert.ok((await receive('out')).payload)
  })

  it('names the field of a descriptor that breaks the schema', async () => {
    const model = await models.add('bad-descriptor', nearZeroGraph())
    await writeFile(
      join(models.folder, 'bad-descriptor.json'),
      '{"id": "x", "name": "x", "group": "own"}',
    )
    await loadAndSend(model)
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'MODEL_DESCRIPTOR_INVALID')
    assert.match(message, /bad-descriptor\.json.*(license|files|input|output)/)
  })

  it('says which file a published model lacks and where to put it', async () => {
    await loadAndSend('depth-anything-v2-small', { modelType: 'catalog' })
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'MODEL_FILE_MISSING')
    assert.match(message, /model\.onnx/)
    assert.match(message, /put it at/)
  })

  it('falls back to cpu with a warning that says why, where a device cannot be used', async () => {
    await loadInferFlow([inferNode('infer', quick, [['out']], { device: foreignDevice }), out])
    const warned = new Promise<string>((resolve) => {
      nodeOf('infer').on('call:warn', (call: { args: [string] }) => resolve(call.args[0]))
    })
    send('infer', { payload: image })
    const { payload } = await receive('out')
    assert.equal((payload as { provider: string }).provider, 'cpu')
    assert.match(
      await warned,
      new RegExp(`runs on cpu .*instead of ${foreignDevice}\\. ${foreignDevice}: .`, 's'),
    )
  })

  it('fails where a device cannot be used and no fallback is wanted', async () => {
    await loadAndSend(quick, { device: foreignDevice, fallback: false })
    const { code, message } = await caughtAndGoesOn()
    assert.equal(code, 'DEVICE_UNAVAILABLE')
    assert.match(message, new RegExp(foreignDevice))
  })

  it('refuses a device that it does not know', async () => {
    await loadAndSend(quick, { device: 'abacus' })
    assert.equal((await caughtAndGoesOn()).code, 'CONFIG_INVALID')
  })

  /** The first warning of a node, and how many there are by the time that it has run three frames. */
  const warningsOf = async (model: string, changes: Record<string, unknown>, frame: ImageFrame) => {
    await loadInferFlow([inferNode('infer', model, [['out']], changes), out, ...catching])
    const warnings: string[] = []
    nodeOf('infer').on('call:warn', (call: { args: [string] }) => warnings.push(call.args[0]))
    for (let i = 0; i < 3; i++) {
      send('infer', { payload: frame })
      assert.ok((await receive('out')).payload)
    }
    send('infer', { payload: 'the warnings come after the depth' })
    await caught()
    return warnings
  }

  it('shrinks an image so long that its input would be huge, with one warning', async () => {
    const [warning, ...more] = await warningsOf(quick, { size: 518 }, await rampFrame(2000, 8))
    assert.match(warning ?? '', /2000x8 at 15\d+x56 and not at 129500x518.*memory/)
    assert.deepEqual(more, [])
  })

  it('warns once of depth in which some values are no numbers', async () => {
    const dark = await models.add('dark', logarithmGraph())
    const [warning, ...more] = await warningsOf(dark, {}, await rampFrame(160, 90))
    assert.match(warning ?? '', /\d\d % of the depth of dark is NaN or infinite.*fp32/)
    assert.deepEqual(more, [])
  })

  it('warns once of an image that was decoded with a warning', async () => {
    const gray = { data: Buffer.alloc(160 * 90 * 3, 90), width: 160, height: 90, channels: 3 }
    const { frame } = await loadImage(gray, { label: 'gray' })
    const [warning, ...more] = await warningsOf(quick, {}, frame)
    assert.match(warning ?? '', /one color/)
    assert.deepEqual(more, [])
  })

  it('has its process at a lower priority than Node-RED', async () => {
    await loadAndSend(quick)
    await receive('out')
    const [pid = NaN] = childrenOf(process.pid)
    assert.ok(getPriority(pid) >= constants.priority.PRIORITY_BELOW_NORMAL)
  })

  it('runs where Node-RED itself has the lowest priority, which a process may not leave', async () => {
    const output = await runOneFrame('nice', ['-n', '19'], [quick])
    assert.match(output, /^DepthFrame/)
  })

  it('answers with a code when the machine has no file handle left, and goes on', async () => {
    const limited = ['-c', 'ulimit -n 200; exec "$@"', '-']
    const output = await runOneFrame('bash', limited, [quick, 'without-handles'])
    assert.match(output, /no file handle left.*\n.*EMFILE.*\nDepthFrame/s)
  })
})

/** The output of testing/process/run-one-frame.ts, started by another program. */
async function runOneFrame(
  program: string,
  words: readonly string[],
  args: readonly string[],
): Promise<string> {
  const script = join(__dirname, '..', '..', 'testing', 'process', 'run-one-frame.ts')
  const command = [...words, process.execPath, '--import', 'tsx', script, ...args]
  return (await promisify(execFile)(program, command)).stdout
}
