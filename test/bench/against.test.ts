import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareModels } from '../../bench/against/compare'
import { depthDifference } from '../../bench/against/difference'
import { imageFiles } from '../../bench/against/images'
import { comparedModels } from '../../bench/against/models'
import { comparisonText } from '../../bench/against/text'
import type { ErrorCode } from '../../lib/errors'
import { samplePath } from '../../lib/image/sample-path'
import { catalogFolder } from '../../lib/models/catalog'
import type { ModelDescriptor } from '../../lib/models/descriptor'
import { graphDescriptor } from '../../testing/models/graph-descriptor'
import { coded } from '../../testing/errors'
import { depthFrame } from '../../testing/frames/depth-frames'
import { constantGraph, nearZeroGraph } from '../../tools/graph'

const rejectsWith = (code: ErrorCode, act: () => Promise<unknown>) =>
  assert.rejects(act, coded(code))

const meters = { name: 'predicted_depth', kind: 'metric' } as const

describe('two model files, one against the other', () => {
  let folder: string
  const at = (name: string) => join(folder, name)

  async function add(name: string, graph: Uint8Array, changes?: Partial<ModelDescriptor>) {
    await writeFile(at(`${name}.onnx`), graph)
    if (changes === undefined) return
    await writeFile(at(`${name}.json`), JSON.stringify(graphDescriptor(name, 56, changes)))
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-against-'))
    await add('plain', nearZeroGraph(), {})
    await add('quantized', nearZeroGraph({ scale: 1.1 }))
    await add('flat', constantGraph(2))
    await add('meters', nearZeroGraph(), { output: meters })
    await mkdir(at('images'))
    await copyFile(samplePath('room'), at('images/room.jpg'))
    await writeFile(at('images/notes.txt'), 'not an image')
  })
  after(() => rm(folder, { recursive: true, force: true }))

  const compared = async (model: string, against: string) =>
    compareModels({
      ...(await comparedModels(at(model), at(against))),
      images: await imageFiles(at('images')),
      blocks: 1,
    })

  it('differ by what one multiplies, in meters', async () => {
    const result = await compared('quantized.onnx', 'meters.onnx')
    const [image] = result.images
    assert.ok(Math.abs((image?.error ?? NaN) - 0.1) < 1e-5)
    assert.deepEqual([image?.name, image?.delta1, image?.rankCorrelation], ['room.jpg', 1, 1])
    assert.deepEqual([result.times.a.length, result.times.b.length], [1, 1])
    const text = comparisonText(result)
    assert.match(text, /^Model: {3}quantized\.onnx \(meters, \d+ kB\)\nAgainst: meters\.onnx/)
    assert.match(text, /ms a run, against \S+ ms, at 98x56 on the CPU/)
    assert.match(text, /in meters, as they are, mean of 1 image:\n {2}error 10 %/)
  })

  it('do not differ by a scale where depth has no unit', async () => {
    const { images } = await compared('quantized.onnx', 'plain.onnx')
    assert.ok((images[0]?.error ?? NaN) < 1e-5)
    assert.equal(images[0]?.delta1, 1)
  })

  it('cannot be compared where one has the same depth everywhere', () =>
    rejectsWith('MODEL_MISMATCH', () => compared('flat.onnx', 'plain.onnx')))

  it('cannot be compared where their depth is of two kinds', () =>
    rejectsWith('MODEL_MISMATCH', () => compared('plain.onnx', 'meters.onnx')))

  it('have to be there, and graphs', async () => {
    await rejectsWith('FILE_NOT_FOUND', () => compared('missing.onnx', 'plain.onnx'))
    await rejectsWith('INPUT_UNSUPPORTED', () => compared('plain.json', 'plain.onnx'))
    await rejectsWith('INPUT_UNSUPPORTED', () => compared('images', 'plain.onnx'))
  })

  it('need a descriptor, at least one of them', () =>
    rejectsWith('MODEL_UNKNOWN', () => compared('quantized.onnx', 'flat.onnx')))

  it('are known by a descriptor beside them, by the cache, and by the folder of copies', async () => {
    const cached = 'models--onnx-community--depth-anything-v2-small/snapshots/0/onnx'
    const copies = 'depth-anything-v2-small'
    for (const name of [cached, copies]) {
      await mkdir(at(name), { recursive: true })
      await copyFile(at('plain.onnx'), at(`${name}/model_quantized.onnx`))
      const file = at(`${name}/model_quantized.onnx`)
      const { model } = await comparedModels(file, file)
      assert.deepEqual([model.descriptor.id, model.precision], ['depth-anything-v2-small', 'q8'])
    }
    const bundled = join(catalogFolder, 'tiny-v1.onnx')
    const { model, against } = await comparedModels(at('quantized.onnx'), bundled)
    assert.deepEqual([model.descriptor.id, against.descriptor.id], ['tiny-v1', 'tiny-v1'])
  })

  it('need images', async () => {
    assert.deepEqual(await imageFiles(at('images')), [at('images/room.jpg')])
    assert.equal((await imageFiles(undefined)).length, 7)
    await mkdir(at('empty'))
    await rejectsWith('FILE_NOT_FOUND', () => imageFiles(at('empty')))
    await rejectsWith('FILE_UNREADABLE', () => imageFiles(at('nowhere')))
  })
})

describe('the difference of two depth maps', () => {
  const rows = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]

  it('counts the pixels beyond a factor of 1.25, and leaves out the sky', () => {
    const reference = depthFrame([[0, 4, 4, 8]], { kind: 'metric' })
    const depth = depthFrame([[4, 4.9, 5.1, 6]], { kind: 'metric' })
    const { error, delta1 } = depthDifference(depth, reference)
    assert.equal(delta1, 1 / 3)
    assert.ok(Math.abs(error - 8 / 16) < 1e-6)
  })

  it('counts values without a number as wrong', () => {
    const broken = rows.map((row) => row.map((value) => (value === 8 ? NaN : value)))
    const { error, delta1 } = depthDifference(depthFrame(broken), depthFrame(rows))
    assert.equal(delta1, 7 / 8)
    assert.ok(error < 1e-6)
  })

  it('refuses maps of two sizes', () => {
    assert.throws(() => depthDifference(depthFrame([[1, 2]]), depthFrame(rows)), {
      code: 'MODEL_MISMATCH',
    })
  })
})
