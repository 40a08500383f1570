import { ModelPool } from '../../../lib/inference/scheduling/model-pool'
import { DepthInference } from '../../../lib/inference/scheduling/depth-inference'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ImageFrame } from '../../../lib/frames/image-frame'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import { catalogFolder, findModel } from '../../../lib/models/catalog'
import type { DepthKind } from '../../../lib/frames/depth-kinds'
import type { ModelGroup } from '../../../lib/models/groups'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import type { Precision } from '../../../lib/models/precision'
import { locateModel, type LocatedFile } from '../../../lib/hub/locate'
import { loadCustomModel } from '../../../lib/models/custom-models'
import { downloadModel } from '../../../lib/hub/download-model'
import { manualCopyPath } from '../../../lib/hub/layout'
import type { StoreSettings } from '../../../lib/hub/settings'
import {
  architectures,
  depthAnythingFiles,
  depthAnythingGraph,
  type Architecture,
  type DepthAnythingOptions,
} from '../../../tools/graph'
import { coded } from '../../../testing/errors'
import { HubServer } from '../../../testing/hub/hub-server'
import { inferenceSettings } from '../../../testing/models/inference-settings'
import { rampFrame } from '../../../testing/frames/images'
import { freshStore, unwatched } from '../../../testing/hub/store-under-test'

/** The published architecture, narrow and shallow. */
const narrow: Architecture = {
  ...architectures.tiny,
  width: 48,
  depth: 6,
  heads: 3,
  features: 8,
  channels: [6, 12, 24, 48],
  taps: { v1: [2, 3, 4, 5], v2: [0, 2, 4, 5] },
}

/** What stands for the file of a published model. */
function graphOf({ group, input, output }: ModelDescriptor): DepthAnythingOptions {
  const version = group === 'depth-anything-v1' ? 'v1' : 'v2'
  const { maxDepth } = output
  const names = { input: input.name, output: output.name }
  const metric = maxDepth === undefined ? {} : { maxDepth }
  return { size: narrow, version, rank: input.rank, names, ...metric }
}

/** A descriptor that takes a file of any size for the published one. */
function anySize(descriptor: ModelDescriptor): ModelDescriptor {
  return { ...descriptor, unverified: ['/files'] }
}

/** What the depth of each family means, from its papers. */
const kinds: Readonly<Record<ModelGroup, DepthKind | undefined>> = {
  bundled: 'relative-inverse',
  'depth-anything-v1': 'relative-inverse',
  'depth-anything-v2': 'relative-inverse',
  'depth-anything-v3': 'relative',
  'distill-any-depth': 'relative-inverse',
  metric: 'metric',
  custom: undefined,
}

/** The models of models/ whose files are downloaded; read at once, since each becomes a test. */
const published = readdirSync(catalogFolder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(catalogFolder, name), 'utf8')) as ModelDescriptor)
  .filter(({ source }) => source !== undefined)
  .map(({ id }) => id)

/** Descriptors for files that are copied in by hand. */
const examples = readdirSync(join(catalogFolder, 'example'))

describe('a published model', () => {
  let store: StoreSettings
  let pool: ModelPool
  let inference: DepthInference
  let image: ImageFrame

  before(async () => {
    const camera = { focalLength: 200, center: { x: 80, y: 45 } }
    image = (await rampFrame(160, 90)).withCamera(camera)
    pool = new ModelPool({ lingerMs: 0, maxModels: 20 })
  })

  beforeEach(async () => {
    store = await freshStore('http://127.0.0.1:9')
    inference = new DepthInference(pool, 'test', inferenceSettings({ threads: 1, size: 56 }))
  })

  afterEach(async () => {
    inference.close()
    await rm(dirname(store.cacheFolder), { recursive: true, force: true })
  })

  /** Puts a graph where a published one is copied to by hand. */
  async function copyIn(descriptor: ModelDescriptor, graph: DepthAnythingOptions): Promise<void> {
    const [model] = Object.values(descriptor.files)
    const [external] = model?.externalData ?? []
    const file = manualCopyPath(store, descriptor, model?.path ?? '')
    await mkdir(dirname(file), { recursive: true })
    if (external === undefined) {
      await writeFile(file, depthAnythingGraph(graph))
      return
    }
    const beside = depthAnythingFiles(graph, 'model.onnx_data')
    await writeFile(file, beside.graph)
    await writeFile(manualCopyPath(store, descriptor, external.path), beside.weights)
  }

  async function run(descriptor: ModelDescriptor, located: LocatedFile): Promise<DepthFrame> {
    const outcome = await inference.infer(image, { descriptor, ...located }, undefined)
    assert.ok(typeof outcome === 'object')
    return outcome.depth
  }

  for (const id of published) {
    it(`${id} runs a graph of its architecture`, async () => {
      const descriptor = anySize(await findModel(id))
      await copyIn(descriptor, graphOf(descriptor))
      const [precision = 'fp32'] = Object.keys(descriptor.files) as Precision[]
      const depth = await run(descriptor, await locateModel(descriptor, precision, store))
      assert.equal(depth.kind, kinds[descriptor.group])
      assert.equal(depth.nearIsLarge, depth.kind === 'relative-inverse')
      assert.equal(depth.width % 14, 0)
      const { min, max } = depth.range
      assert.ok(min < max && max <= (descriptor.output.maxDepth ?? Infinity), `${min} to ${max}`)
    })
  }

  it('is refused when its file is of another family, with what was expected and found', async () => {
    const v3 = anySize(await findModel('depth-anything-v3-small'))
    const v2 = await findModel('depth-anything-v2-small')
    await copyIn(v3, graphOf(v2))
    await assert.rejects(
      run(v3, await locateModel(v3, 'fp32', store)),
      coded(
        'MODEL_MISMATCH',
        /expected the input "pixel_values" \[1,1,3,H,W\] of float32/,
        /found "pixel_values" float32 \[1,3,height,width\]/,
      ),
    )
  })

  it('is missing without the weights that belong beside the graph', async () => {
    const v3 = anySize(await findModel('depth-anything-v3-small'))
    await copyIn(v3, graphOf(v3))
    await rm(manualCopyPath(store, v3, 'onnx/model.onnx_data'))
    await assert.rejects(
      locateModel(v3, 'fp32', store),
      coded('MODEL_FILE_MISSING', /there is no file \S+depth-anything-v3-small.model\.onnx_data/),
    )
  })

  it('names its file, where it belongs and how to get it when it is missing', async () => {
    const v3 = await findModel('depth-anything-v3-small')
    const folder = /depth-models.depth-anything-v3-small.model\.onnx/
    await assert.rejects(
      locateModel(v3, 'fp32', store),
      coded(
        'MODEL_FILE_MISSING',
        folder,
        /Press Download/,
        /http:\/\/127\.0\.0\.1:9\/onnx-community\/depth-anything-v3-small\/resolve\/[0-9a-f]{40}\/onnx\/model\.onnx_data/,
      ),
    )
  })

  it('is refused when its file is cut', async () => {
    const v2 = await findModel('depth-anything-v2-small')
    await copyIn(v2, graphOf(v2))
    await assert.rejects(
      locateModel(v2, 'fp32', store),
      coded('MODEL_FILE_MISSING', /has \d+ bytes instead of 99060839, so it is cut/),
    )
  })

  it('runs from the cache, where graph and weights are links to blobs', async () => {
    const v3 = anySize(await findModel('depth-anything-v3-small'))
    const { graph, weights } = depthAnythingFiles(graphOf(v3), 'model.onnx_data')
    const files = [
      { path: 'onnx/model.onnx', content: Buffer.from(graph) },
      { path: 'onnx/model.onnx_data', content: Buffer.from(weights) },
    ]
    const repository = 'onnx-community/depth-anything-v3-small'
    const commit = v3.source?.revision ?? ''
    const hub = await HubServer.start({ repository, files, commit })
    try {
      store = { ...store, endpoint: hub.endpoint }
      const depth = await run(v3, await downloadModel(v3, 'fp32', store, unwatched()))
      assert.ok(depth.range.max > depth.range.min)
    } finally {
      await hub.close()
    }
  })

  for (const name of examples) {
    it(`of another exporter runs with the descriptor ${name} of the examples`, async () => {
      const folder = dirname(store.cacheFolder)
      await copyFile(join(catalogFolder, 'example', name), join(folder, name))
      const custom = await loadCustomModel(join(folder, name))
      await writeFile(custom.files.fp32?.path ?? '', depthAnythingGraph(graphOf(custom)))
      const depth = await run(custom, await locateModel(custom, 'fp32', store))
      assert.equal(depth.model, custom.id)
      assert.equal(depth.unit, name.includes('door') ? 'm' : undefined)
    })
  }
})
