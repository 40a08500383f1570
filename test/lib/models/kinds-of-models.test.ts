import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import { isImageFrame, type ImageFrame } from '../../../lib/frames/image-frame'
import { loadImage } from '../../../lib/image/load'
import { samplePath } from '../../../lib/image/sample-path'
import { inspectModel, tryModel } from '../../../lib/inference/backends/onnxruntime-process/probe'
import {
  DepthInference,
  type InferenceSettings,
} from '../../../lib/inference/scheduling/depth-inference'
import { ModelPool } from '../../../lib/inference/scheduling/model-pool'
import { loadCustomModel } from '../../../lib/models/custom-models'
import { describeCustomModel } from '../../../lib/models/describe-custom-model'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { proposeDescriptor } from '../../../lib/models/propose'
import { coded } from '../../../testing/errors'
import { graphDescriptor } from '../../../testing/models/graph-descriptor'
import { inferenceSettings } from '../../../testing/models/inference-settings'
import { interfaceGraph, wrongInterfaceGraph, type InterfaceOptions } from '../../../tools/graph'

const answers = {
  name: 'Kind',
  license: 'MIT',
  commercial: 'true',
  kind: 'relative-inverse',
  maxDepth: '',
  normalization: 'none',
  sizing: 'lower_bound',
  size: '56',
  sizeMultiple: '14',
  output: '',
}

const depth = { name: 'depth' }
const other = (name: string) => ({ name, factor: -1 })

describe('a custom model of any kind', () => {
  let folder: string
  let pool: ModelPool
  let image: ImageFrame

  before(async () => {
    pool = new ModelPool({ lingerMs: 0, maxModels: 4 })
    image = (await loadImage(samplePath('photo-coffee'), { label: 'sample' })).frame
    assert.ok(isImageFrame(image))
  })
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'depth-kinds-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const graphFile = () => join(folder, 'kind.onnx')

  /** Describes a graph as the form does with its defaults. */
  async function describeIt(graph: Uint8Array, changes: Partial<typeof answers> = {}) {
    await writeFile(graphFile(), graph)
    const run = (descriptor: ModelDescriptor) => tryModel(graphFile(), descriptor)
    const signature = await inspectModel(graphFile())
    return describeCustomModel(graphFile(), signature, { ...answers, ...changes }, run)
  }

  async function infer(settings: Partial<InferenceSettings> = {}): Promise<DepthFrame> {
    const inference = new DepthInference(pool, 'test', inferenceSettings(settings))
    try {
      const descriptor = await loadCustomModel(graphFile())
      const located = { descriptor, file: graphFile(), precision: 'fp32' } as const
      const outcome = await inference.infer(image, located, undefined)
      assert.ok(typeof outcome === 'object')
      return outcome.depth
    } finally {
      inference.close()
    }
  }

  /** How much the depth is, up to scale and shift, the mean of the channels at its size. */
  async function likeness({ width, height, data }: DepthFrame): Promise<number> {
    const { pixels } = await image.pixels({ width, height })
    const mean = Float64Array.from(data, (_, i) => {
      const [red = 0, green = 0, blue = 0] = pixels.data.subarray(3 * i, 3 * i + 3)
      return red + green + blue
    })
    return correlation(mean, Float64Array.from(data))
  }

  const kinds: readonly (readonly [what: string, options: InterfaceOptions, size?: string])[] = [
    ['float16 in and out', { type: 'float16', outputs: [{ ...depth, type: 'float16' }] }],
    ['float16 in', { type: 'float16' }],
    ['float16 out', { outputs: [{ ...depth, type: 'float16' }] }],
    ['bytes in', { type: 'uint8' }],
    ['bytes in, channels last', { type: 'uint8', layout: 'nhwc' }],
    ['channels last', { layout: 'nhwc' }],
    ['float16, channels last', { type: 'float16', layout: 'nhwc' }],
    ['channels last, 256 x 256', { layout: 'nhwc', width: 256, height: 256 }, '256x256'],
    ['float64 out', { outputs: [{ ...depth, type: 'float64' }] }],
    ['a free batch', { batch: 'batch' }],
    ['an output [H,W]', { outputs: [{ ...depth, shape: 'hw' }] }],
    ['an output [1,1,H,W]', { outputs: [{ ...depth, shape: '11hw' }] }],
    ['an output [1,1,1,H,W]', { outputs: [{ ...depth, shape: '111hw' }] }],
    ['an output [1,H,W,1]', { outputs: [{ ...depth, shape: '1hw1' }] }],
    ['an output of unknown shape', { outputs: [{ ...depth, shape: 'unknown' }] }],
    ['518 x 518', { width: 518, height: 518 }, '518x518'],
    ['256 x 256', { width: 256, height: 256 }, '256x256'],
    ['384 x 384', { width: 384, height: 384 }, '384x384'],
    ['1536 x 1536', { width: 1536, height: 1536 }, '1536x1536'],
    ['504 x 280', { width: 504, height: 280 }, '504x280'],
    ['280 x 504', { width: 280, height: 504 }, '280x504'],
    ['512 x 384, no multiple of 14', { width: 512, height: 384 }, '512x384'],
    ['a fixed height', { height: 56 }, '84x56'],
    ['a fixed width', { width: 84 }, '84x56'],
    ['confidence before depth', { outputs: [other('depth_conf'), depth] }],
    ['confidence before disparity', { outputs: [other('conf'), { name: 'disparity' }] }],
    ['normals before depth', { outputs: [{ ...other('normals'), shape: '13hw' }, depth] }],
    ['sky, mask, depth', { outputs: [other('sky'), other('mask'), { name: 'out' }] }],
    ['a name with depth in it', { outputs: [other('a'), { name: 'metric_depth' }] }],
  ]
  for (const [what, options, size = '84x56'] of kinds) {
    it(`with ${what} is described and runs`, async () => {
      await describeIt(interfaceGraph(options))
      const result = await infer()
      assert.equal(`${result.width}x${result.height}`, size)
      assert.ok((await likeness(result)) > 0.999, `${await likeness(result)}`)
    })
  }

  it('with whole numbers of 16 bits as depth is described and runs', async () => {
    const outputs = [{ ...depth, type: 'uint16', factor: 1000 }] as const
    await describeIt(interfaceGraph({ outputs }))
    assert.ok((await likeness(await infer())) > 0.999)
  })

  it('takes the output that is chosen', async () => {
    const outputs = [{ name: 'depth_far', factor: -1 }, { name: 'depth_near' }]
    await describeIt(interfaceGraph({ outputs }), { output: 'depth_near' })
    assert.ok((await likeness(await infer())) > 0.999)
  })

  it('of one fixed size ignores the size that the node asks for', async () => {
    await describeIt(interfaceGraph({ width: 504, height: 280 }))
    const { width, height } = await infer({ sizing: 'lower_bound', size: 518 })
    assert.deepEqual([width, height], [504, 280])
  })

  it('whose descriptor leaves a fixed size to the node says which settings ask for another', async () => {
    await writeFile(graphFile(), interfaceGraph({ width: 280, height: 280 }))
    const descriptor = graphDescriptor('kind', 280)
    const input = { ...descriptor.input, sizing: 'fixed' }
    await writeFile(join(folder, 'kind.json'), JSON.stringify({ ...descriptor, input }))
    assert.equal((await infer()).width, 280)
    await assert.rejects(
      infer({ size: 518 }),
      coded('CONFIG_INVALID', /280 x 280 only.*"Target side" ask for 518 x 518/),
    )
  })

  const unusable: readonly (readonly [what: string, graph: Uint8Array, reason: RegExp])[] = [
    ['two inputs', wrongInterfaceGraph('two-inputs'), /2 inputs.*only a model with one input/],
    ['a batch of two', interfaceGraph({ batch: 2 }), /\[2,3,height,width\]/],
    ['one channel', interfaceGraph({ channels: 1 }), /\[1,1,height,width\]/],
    [
      'an input of float64',
      interfaceGraph({ type: 'float64' }),
      /float64.*float32, float16, uint8/,
    ],
    [
      'normals alone',
      interfaceGraph({ outputs: [{ name: 'normals', shape: '13hw' }] }),
      /none of its outputs is one depth map/,
    ],
  ]
  for (const [what, graph, reason] of unusable) {
    it(`with ${what} is refused with the reason, before it is described and then`, async () => {
      await assert.rejects(describeIt(graph), coded('MODEL_MISMATCH', reason))
      assert.match(proposeDescriptor(await inspectModel(graphFile())).unusable ?? '', reason)
    })
  }

  const files: readonly (readonly [what: string, content: string, says: RegExp])[] = [
    ['empty', '', /It is empty/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:00',
      /Git LFS/,
    ],
    ['a web page', '\n<!doctype html><html><title>Login</title></html>', /It is a web page/],
    ['an archive', 'PK\u0003\u0004', /ZIP/],
    ['something else', 'no model at all', /cannot be loaded as a model: \w/],
  ]
  for (const [what, content, says] of files) {
    it(`that is ${what} is not a model, and the error says what it is`, async () => {
      await assert.rejects(describeIt(Buffer.from(content)), coded('MODEL_INVALID', says))
    })
  }

  it('is written only after it ran', async () => {
    const outputs = [{ ...depth, factor: 0 }]
    await assert.rejects(
      describeIt(interfaceGraph({ outputs }), { kind: 'metric' }),
      coded('MODEL_OUTPUT_INVALID', /zero everywhere/),
    )
    await assert.rejects(loadCustomModel(graphFile()), coded('FILE_NOT_FOUND', /kind\.json/))
  })

  it('with a map that no name speaks for has to be told which one', async () => {
    const graph = interfaceGraph({ outputs: [other('mask'), other('sky')] })
    await assert.rejects(describeIt(graph), coded('MODEL_DESCRIPTOR_INVALID', /\/output\/name/))
  })
})

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let [both, ofA, ofB] = [0, 0, 0]
  a.forEach((value, i) => {
    const [da, db] = [value - meanA, (b[i] ?? NaN) - meanB]
    both += da * db
    ofA += da * da
    ofB += db * db
  })
  return both / Math.sqrt(ofA * ofB)
}
