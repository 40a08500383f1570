import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { depthAnythingFiles, loopGraph, wrongInterfaceGraph } from '../../tools/graph'
import { inferNode, loadInferFlow } from '../../testing/node-red/infer-flow'
import {
  catching,
  helperNode,
  caught,
  nextStatusText,
  receive,
  send,
  unloadFlow,
} from '../../testing/node-red/node-red'
import { withNodeRed } from '../../testing/node-red/node-under-test'
import { CustomModels } from '../../testing/models/custom-models'
import { rampFrame } from '../../testing/frames/images'

const out = helperNode('out')

describe('infer depth on WebAssembly', () => {
  withNodeRed()
  let models: CustomModels
  let image: ImageFrame

  before(async () => {
    models = await CustomModels.create()
    image = await rampFrame(160, 90)
  })
  after(() => models.remove())

  const start = async (model: string, changes: Record<string, unknown> = {}) => {
    const device = { device: 'wasm', fallback: false }
    const infer = inferNode('infer', model, [['out']], { ...device, ...changes })
    await loadInferFlow([infer, out, ...catching])
  }

  /** A Depth Anything graph whose weights are in a separate file. */
  const addWithWeightsBeside = async (id: string): Promise<string> => {
    const weightsFile = `${id}.onnx_data`
    const { graph, weights } = depthAnythingFiles({ size: 'tiny', version: 'v2' }, weightsFile)
    await writeFile(join(models.folder, weightsFile), weights)
    const externalData = [{ path: weightsFile }]
    return models.add(id, graph, { files: { fp32: { path: `${id}.onnx`, externalData } } })
  }

  it('gives the same depth as the processor, and reports what ran', async () => {
    const bundled = { modelType: 'catalog' }
    await loadInferFlow([
      inferNode('wasm', 'tiny-v2', [['out']], { ...bundled, device: 'wasm', threads: 1 }),
      inferNode('cpu', 'tiny-v2', [['out']], bundled),
      out,
    ])
    const status = nextStatusText('wasm', /^wasm, \d+ ms/)
    const depths: DepthFrame[] = []
    for (const node of ['wasm', 'cpu']) {
      send(node, { payload: image })
      depths.push((await receive('out')).payload as DepthFrame)
    }
    const [wasm, cpu] = depths
    assert.equal(wasm?.provider, 'wasm')
    assert.equal(cpu?.provider, 'cpu')
    assert.equal(wasm.data.length, cpu.data.length)
    const scale = cpu.range.max - cpu.range.min
    const furthest = wasm.data.reduce((most, value, i) => {
      return Math.max(most, Math.abs(value - (cpu.data[i] ?? NaN)))
    }, 0)
    assert.ok(furthest / scale < 1e-3, `differs by ${furthest} of ${scale}`)
    await status
  })

  for (const device of ['wasm', 'cpu']) {
    it(`runs a model on ${device} whose weights lie beside its graph`, async () => {
      await start(await addWithWeightsBeside(`beside-${device}`), { device })
      send('infer', { payload: image })
      const { range, provider } = (await receive('out')).payload as DepthFrame
      assert.equal(provider, device)
      assert.ok(range.max > range.min)
    })

    it(`names the weights on ${device} that have gone from beside a graph`, async () => {
      const model = await addWithWeightsBeside(`gone-${device}`)
      await rm(model.replace(/onnx$/, 'onnx_data'))
      await start(model, { device })
      send('infer', { payload: image })
      const { code, message } = await caught()
      assert.equal(code, 'MODEL_FILE_MISSING')
      assert.match(message, new RegExp(`gone-${device}\\.onnx_data`))
    })
  }

  it('refuses a file that is not a model, and a model with another interface', async () => {
    await start(await models.add('text', 'this is text'))
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'MODEL_INVALID')
    await unloadFlow()
    await start(await models.add('masks', wrongInterfaceGraph('output-name')))
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'MODEL_MISMATCH')
  })

  it('ends a run at its time limit', async () => {
    await start(await models.add('long', loopGraph({ seconds: 60 })), { timeLimit: 0.5 })
    send('infer', { payload: image })
    assert.equal((await caught()).code, 'INFERENCE_TIMEOUT')
  })
})
