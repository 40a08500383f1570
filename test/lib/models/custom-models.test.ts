import { inspectModel, tryModel } from '../../../lib/inference/backends/onnxruntime-process/probe'
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { customModelsFolder } from '../../../lib/hub/layout'
import { availableModels, findAvailable } from '../../../lib/models/available'
import {
  describeCustomModel,
  type CustomModelAnswers,
} from '../../../lib/models/describe-custom-model'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { locateModel } from '../../../lib/hub/locate'
import { loadCustomModel, scanCustomModels } from '../../../lib/models/custom-models'
import { storeSettings } from '../../../lib/hub/settings'
import { depthAnythingGraph, nearZeroGraph, wrongInterfaceGraph } from '../../../tools/graph'
import { coded } from '../../../testing/errors'
import { published } from '../../../testing/models/published-model'

const garden: ModelDescriptor = {
  version: 1,
  id: 'garden',
  name: 'Garden',
  group: 'custom',
  license: { spdx: 'MIT', commercial: true },
  files: { fp32: { path: 'garden.onnx' } },
  input: published.input,
  output: published.output,
}

describe("a user's custom models", () => {
  let folder: string

  beforeEach(async () => {
    const places = storeSettings({ folder: await mkdtemp(join(tmpdir(), 'depth-custom-')) }, {})
    folder = customModelsFolder(places)
    await mkdir(folder)
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

  const places = () => storeSettings({ folder: join(folder, '..') }, {})
  const write = (name: string, content: object | Uint8Array | string) =>
    writeFile(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array
        ? content
        : JSON.stringify(content),
    )

  describe('in their folder', () => {
    it('are found beside the catalog, and located', async () => {
      await write('garden.json', garden)
      await write('garden.onnx', nearZeroGraph())
      const found = await findAvailable('garden', folder)
      const { file } = await locateModel(found, 'fp32', places())
      assert.equal(file, join(folder, 'garden.onnx'))
    })

    it('are none where the folder is missing', async () => {
      assert.deepEqual(await scanCustomModels(join(folder, 'gone')), {
        models: [],
        undescribed: [],
        unusable: [],
      })
    })

    it('are listed by name when they have no descriptor', async () => {
      await write('garden.json', garden)
      await write('garden.onnx', nearZeroGraph())
      await write('shed.onnx', nearZeroGraph())
      const { models, undescribed, unusable } = await scanCustomModels(folder)
      assert.deepEqual(
        [models.map(({ id }) => id), undescribed, unusable],
        [['garden'], ['shed.onnx'], []],
      )
    })

    const broken: readonly { what: string; content: object | string; says: RegExp }[] = [
      {
        what: 'no JSON',
        content: '{"id"',
        says: /broken\.json is not a model descriptor: it is not JSON/,
      },
      {
        what: 'an unknown field',
        content: { ...garden, licens: {} },
        says: /must NOT have additional properties \("licens"\)/,
      },
      {
        what: 'a field of the wrong kind',
        content: { ...garden, input: { ...garden.input, rank: 3 } },
        says: /\/input\/rank must be equal to one of the allowed values/,
      },
      {
        what: 'no license',
        content: { ...garden, license: undefined },
        says: /required property 'license'/,
      },
      {
        what: 'a path that leads out',
        content: { ...garden, files: { fp32: { path: '../../etc/passwd' } } },
        says: /leads out of the model's folder/,
      },
      {
        what: 'an absolute path',
        content: { ...garden, files: { fp32: { path: '/etc/passwd' } } },
        says: /leads out of the model's folder/,
      },
      {
        what: 'a source',
        content: { ...garden, source: { repository: 'a/b', revision: 'main' } },
        says: /\/source is for models of the catalog/,
      },
      {
        what: 'a license that is a script',
        content: { ...garden, license: { ...garden.license, url: 'javascript:alert(1)' } },
        says: /\/license\/url must match pattern/,
      },
      {
        what: 'the id of another model',
        content: { ...garden, id: 'tiny-v2' },
        says: /has the id "tiny-v2", which .* has already/,
      },
    ]
    for (const { what, content, says } of broken) {
      it(`with ${what} are reported and hide no good one`, async () => {
        await write('broken.json', content)
        await write('garden.json', garden)
        const { models, unusable } = await availableModels(folder)
        assert.ok(models.some(({ id }) => id === 'garden'))
        assert.equal(unusable.length, 1)
        assert.equal(unusable[0]?.error.code, 'MODEL_DESCRIPTOR_INVALID')
        assert.match(unusable[0].error.message, says)
      })
    }
  })

  it('are loaded by the path of the graph or of the descriptor', async () => {
    await write('garden.json', garden)
    for (const name of ['garden.onnx', 'garden.json']) {
      const { files } = await loadCustomModel(join(folder, name))
      assert.equal(files.fp32?.path, join(folder, 'garden.onnx'))
    }
  })

  it('may have a byte order mark in their descriptor, as editors on Windows write it', async () => {
    await write('garden.json', `\uFEFF${JSON.stringify(garden)}`)
    assert.equal((await loadCustomModel(join(folder, 'garden.json'))).id, 'garden')
  })

  it('say that the descriptor is missing', async () => {
    await assert.rejects(
      loadCustomModel(join(folder, 'gone.onnx')),
      coded('FILE_NOT_FOUND', /gone\.json cannot be read/),
    )
  })

  it('say that the graph is missing', async () => {
    await assert.rejects(
      locateModel(
        { ...garden, files: { fp32: { path: join(folder, 'garden.onnx') } } },
        'fp32',
        places(),
      ),
      coded('MODEL_FILE_MISSING', /there is no file \S+garden\.onnx\. Put it back\.$/),
    )
  })

  describe('without a descriptor', () => {
    const answers: CustomModelAnswers = {
      name: 'Garden',
      license: 'MIT',
      commercial: 'true',
      kind: 'metric',
      maxDepth: '20',
      normalization: 'none',
      sizing: 'longest',
      size: '252',
      sizeMultiple: '14',
      output: '',
    }
    const graph = () => join(folder, 'Garden 1.onnx')
    const describeIt = async (changes: Partial<CustomModelAnswers> = {}) =>
      describeCustomModel(
        graph(),
        await inspectModel(graph()),
        { ...answers, ...changes },
        (descriptor) => tryModel(graph(), descriptor),
      )

    beforeEach(() =>
      write(
        'Garden 1.onnx',
        depthAnythingGraph({
          size: 'tiny',
          version: 'v2',
          rank: 5,
          names: { input: 'image', output: 'meters' },
        }),
      ),
    )

    it('get one from the graph and from what the user answers', async () => {
      await describeIt()
      const custom = await loadCustomModel(graph())
      assert.deepEqual(custom, {
        version: 1,
        id: 'garden-1',
        name: 'Garden',
        group: 'custom',
        license: { spdx: 'MIT', commercial: true },
        files: { fp32: { path: graph() } },
        input: {
          name: 'image',
          rank: 5,
          mean: [0, 0, 0],
          std: [1, 1, 1],
          sizeMultiple: 14,
          sizing: 'longest',
          size: 252,
        },
        output: { name: 'meters', kind: 'metric', maxDepth: 20 },
      })
    })

    for (const suffix of ['_data', '.data']) {
      it(`name the weights that lie beside them as ${suffix}`, async () => {
        await write(`Garden 1.onnx${suffix}`, 'weights')
        const { files } = await describeIt()
        assert.deepEqual(files.fp32?.externalData, [{ path: `Garden 1.onnx${suffix}` }])
      })
    }

    it('get an id that no other model has', async () => {
      await write('garden.json', { ...garden, id: 'garden-1' })
      assert.equal((await describeIt()).id, 'garden-1-2')
      const { models, unusable } = await availableModels(folder)
      assert.deepEqual(unusable, [])
      assert.ok(models.some(({ id }) => id === 'garden-1-2'))
    })

    it('are refused for an answer that is not usable, and nothing is written', async () => {
      await assert.rejects(
        describeIt({ size: 'large' }),
        coded('MODEL_DESCRIPTOR_INVALID', /\/input\/size/),
      )
      await assert.rejects(
        describeIt({ normalization: 'mine' }),
        coded('MODEL_DESCRIPTOR_INVALID', /'mean'/),
      )
      assert.deepEqual((await scanCustomModels(folder)).undescribed, ['Garden 1.onnx'])
    })

    it('keep a descriptor that exists', async () => {
      await write('Garden 1.json', 'mine')
      await assert.rejects(describeIt(), coded('FILE_EXISTS', /already exists/))
      assert.equal(await readFile(join(folder, 'Garden 1.json'), 'utf8'), 'mine')
    })

    it('are refused when they are no depth model', async () => {
      await write('Garden 1.onnx', wrongInterfaceGraph('two-inputs'))
      await assert.rejects(describeIt(), coded('MODEL_MISMATCH', /only a model with one input/))
    })
  })
})
