import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { acceptLicense, isLicenseAccepted } from '../../../lib/hub/licenses'
import { downloadModel } from '../../../lib/hub/download-model'
import { manualCopyPath, repositoryFolder } from '../../../lib/hub/layout'
import { removeModel } from '../../../lib/hub/remove-model'
import type { StoreSettings } from '../../../lib/hub/settings'
import { fileState } from '../../../lib/hub/states'
import { findModel } from '../../../lib/models/catalog'
import { coded } from '../../../testing/errors'
import { sha256 } from '../../../testing/hub/hub-server'
import { freshStore, storeUnderTest, unwatched } from '../../../testing/hub/store-under-test'
import { graphFile, published, source } from '../../../testing/models/published-model'

const twoPrecisions = {
  ...published,
  files: { fp32: { path: 'onnx/model.onnx' }, fp16: { path: 'onnx/model_fp16.onnx' } },
}

describe('deleting a model from the store', () => {
  const halfPrecision = { ...graphFile(), path: 'onnx/model_fp16.onnx' }
  const store = storeUnderTest({}, () => [graphFile(), halfPrecision])

  const state = async (precision: 'fp32' | 'fp16') =>
    (await fileState(twoPrecisions, precision, store.settings)).state

  it('takes one precision and leaves the other', async () => {
    await store.download(twoPrecisions)
    const { file } = await downloadModel(twoPrecisions, 'fp16', store.settings, unwatched())
    await removeModel(twoPrecisions, 'fp32', store.settings)
    assert.deepEqual([await state('fp32'), await state('fp16')], ['absent', 'present'])
    assert.deepEqual(await readFile(file), halfPrecision.content)
    assert.deepEqual(await readdir(join(repositoryFolder(store.settings, source), 'blobs')), [
      sha256(halfPrecision.content),
    ])
  })

  it('leaves nothing of the repository with the last one', async () => {
    await store.download()
    await removeModel(published, 'fp32', store.settings)
    const left = await readdir(store.settings.cacheFolder)
    assert.deepEqual(
      left.filter((name) => name.startsWith('models--')),
      [],
    )
  })

  it('leaves a blob that another snapshot uses', async () => {
    await store.download()
    const other = join(
      repositoryFolder(store.settings, source),
      'snapshots',
      'f'.repeat(40),
      'model.onnx',
    )
    await mkdir(dirname(other), { recursive: true })
    await symlink(`../../blobs/${sha256(store.content)}`, other)
    await removeModel(published, 'fp32', store.settings)
    assert.deepEqual(await readFile(other), store.content)
  })

  it('takes what was copied in by hand', async () => {
    const copy = manualCopyPath(store.settings, published, 'onnx/model.onnx')
    await mkdir(dirname(copy), { recursive: true })
    await writeFile(copy, 'a graph')
    assert.equal(await state('fp32'), 'present')
    await removeModel(published, 'fp32', store.settings)
    assert.equal(await state('fp32'), 'absent')
  })

  it('takes what is left of a download that broke off', async () => {
    store.server.inject({ on: 'bytes', cutAfter: 100_000 })
    store.server.inject({ on: 'bytes', status: 404 })
    await assert.rejects(store.download())
    assert.equal(await state('fp32'), 'partial')
    await removeModel(published, 'fp32', store.settings)
    assert.equal(await state('fp32'), 'absent')
  })

  it('refuses a bundled model', async () => {
    await assert.rejects(
      removeModel(await findModel('tiny-v2'), 'fp32', store.settings),
      coded('CONFIG_INVALID', /bundled and custom models are not deleted/),
    )
  })
})

describe('a license that forbids commercial use', () => {
  let settings: StoreSettings
  const restricted = { ...published, license: { spdx: 'CC-BY-NC-4.0', commercial: false } }

  beforeEach(async () => {
    settings = await freshStore('http://127.0.0.1:9')
  })
  afterEach(() => rm(dirname(settings.cacheFolder), { recursive: true, force: true }))

  it('is accepted once, for one model and one store, with the time on record', async () => {
    assert.equal(await isLicenseAccepted(restricted, settings), false)
    await acceptLicense(restricted, settings)
    assert.equal(await isLicenseAccepted(restricted, settings), true)
    assert.equal(await isLicenseAccepted({ ...restricted, id: 'other' }, settings), false)
    const record = JSON.parse(
      await readFile(join(settings.folder, 'licences.json'), 'utf8'),
    ) as Record<string, { spdx: string; accepted: string }>
    assert.equal(record[restricted.id]?.spdx, 'CC-BY-NC-4.0')
    assert.match(record[restricted.id]?.accepted ?? '', /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/)
  })

  it('is accepted for several models at once', async () => {
    const models = ['a', 'b', 'c', 'd'].map((id) => ({ ...restricted, id }))
    await Promise.all(models.map((model) => acceptLicense(model, settings)))
    for (const model of models) assert.equal(await isLicenseAccepted(model, settings), true)
  })

  it('stays accepted from version 0.1.0, in the file that it wrote', async () => {
    const record = { [restricted.id]: { spdx: 'CC-BY-NC-4.0', accepted: '2026-11-20T10:00:00Z' } }
    await mkdir(settings.folder)
    await writeFile(join(settings.folder, 'licences.json'), JSON.stringify(record))
    assert.equal(await isLicenseAccepted(restricted, settings), true)
  })

  it('has to be accepted again when it changes', async () => {
    await acceptLicense(restricted, settings)
    const changed = { ...restricted, license: { spdx: 'CC-BY-NC-ND-4.0', commercial: false } }
    assert.equal(await isLicenseAccepted(changed, settings), false)
  })

  it('counts as not accepted when the record is damaged', async () => {
    await acceptLicense(restricted, settings)
    await writeFile(join(settings.folder, 'licences.json'), '{"acme')
    assert.equal(await isLicenseAccepted(restricted, settings), false)
  })
})
