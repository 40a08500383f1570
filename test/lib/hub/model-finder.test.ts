import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DepthError } from '../../../lib/errors'
import { manualCopyPath } from '../../../lib/hub/layout'
import { MissingModels } from '../../../lib/hub/missing-models'
import { ModelFinder, type ModelFinderOptions } from '../../../lib/hub/model-finder'
import type { StoreSettings } from '../../../lib/hub/settings'
import { findModel } from '../../../lib/models/catalog'
import type { Hardware } from '../../../lib/models/precision'
import { coded } from '../../../testing/errors'
import { freshStore } from '../../../testing/hub/store-under-test'

const published = 'depth-anything-v2-small'

describe('finding a model', () => {
  let settings: StoreSettings
  let missing: MissingModels
  let asked: number

  beforeEach(async () => {
    settings = await freshStore('http://127.0.0.1:9')
    missing = new MissingModels({
      settings,
      download: false,
      watched: [],
      onReport: () => undefined,
    })
    asked = 0
  })
  afterEach(async () => {
    missing.close()
    await rm(dirname(settings.cacheFolder), { recursive: true, force: true })
  })

  const finder = (options: Partial<ModelFinderOptions> = {}) =>
    new ModelFinder({
      settings,
      missing,
      namedBy: 'id',
      precision: 'auto',
      hardware: () => {
        asked++
        return Promise.resolve<Hardware>('processor')
      },
      ...options,
    })

  /** Puts a file where one that was copied by hand lies. */
  async function copyIn(name: string): Promise<string> {
    const file = manualCopyPath(settings, await findModel(published), name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, '')
    return file
  }

  it('finds a bundled model, once, and asks for no hardware where it has one precision', async () => {
    const models = finder()
    const [first, second] = await Promise.all([models.find('tiny-v2'), models.find('tiny-v2')])
    assert.equal(first, second)
    assert.equal(first.descriptor.id, 'tiny-v2')
    assert.equal(asked, 0)
  })

  it('forgets what was not found', async () => {
    const models = finder({ precision: 'fp16' })
    await assert.rejects(models.find('nowhere'), coded('MODEL_UNKNOWN'))
    await assert.rejects(models.find(published), coded('MODEL_FILE_MISSING'))
    await assert.rejects(models.find(published), coded('MODEL_FILE_MISSING'))
  })

  it('forgets a look for the hardware that failed', async () => {
    let fails = true
    const models = finder({
      hardware: () =>
        fails ? Promise.reject(new Error('EMFILE')) : Promise.resolve<Hardware>('processor'),
    })
    await assert.rejects(models.find(published), /EMFILE/)
    fails = false
    await assert.rejects(models.find(published), coded('MODEL_FILE_MISSING'))
  })

  it('looks once more where the file is gone when it is used', async () => {
    const models = finder()
    const used: string[] = []
    const outcome = await models.use('tiny-v2', ({ file }) => {
      used.push(file)
      if (used.length > 1) return Promise.resolve('found')
      return Promise.reject(new DepthError('MODEL_FILE_MISSING', 'gone'))
    })
    assert.equal(outcome, 'found')
    assert.equal(used.length, 2)
    const failing = models.use('tiny-v2', () =>
      Promise.reject(new DepthError('MODEL_FILE_MISSING', 'gone')),
    )
    await assert.rejects(failing, coded('MODEL_FILE_MISSING'))
    await assert.rejects(
      models.use('tiny-v2', () => Promise.reject(new DepthError('INFERENCE_FAILED', 'no'))),
      coded('INFERENCE_FAILED'),
    )
  })

  it('names the cache and the folder that were looked in', async () => {
    const copied = await copyIn('other.onnx')
    await assert.rejects(
      finder().find(published),
      coded(
        'MODEL_FILE_MISSING',
        new RegExp(settings.cacheFolder.replaceAll('\\', '.')),
        new RegExp(join(dirname(copied), 'model').replaceAll('\\', '.')),
      ),
    )
  })
})
