import assert from 'node:assert/strict'
import { DepthError } from '../../../lib/errors'
import { downloads, type DownloadReport } from '../../../lib/hub/downloads'
import { MissingModels, type MissingModelsOptions } from '../../../lib/hub/missing-models'
import { storeUnderTest } from '../../../testing/hub/store-under-test'
import { published } from '../../../testing/models/published-model'
import { until } from '../../../testing/process/until'

describe('a model that is missing', () => {
  const store = storeUnderTest()
  const absent = new DepthError('MODEL_FILE_MISSING', 'not there')
  const opened: MissingModels[] = []
  let reports: DownloadReport[]

  beforeEach(() => (reports = []))
  afterEach(() => {
    for (const missing of opened.splice(0)) missing.close()
  })

  function missingModels(options: Partial<MissingModelsOptions> = {}): MissingModels {
    const missing = new MissingModels({
      settings: store.settings,
      download: true,
      watched: [published.id],
      onReport: (report) => reports.push(report),
      ...options,
    })
    opened.push(missing)
    return missing
  }

  const codeOf = async (missing: MissingModels, descriptor = published) =>
    (await missing.errorFor(descriptor, ['fp32'], absent)).code
  const ended = () => until(() => reports.find(({ state }) => state !== 'running'))
  const starts = () => store.server.requests.filter(({ method }) => method === 'HEAD').length

  it('is an error where nothing is to be downloaded', async () => {
    const bundled = { ...published, source: undefined } as unknown as typeof published
    assert.equal(
      await missingModels({ download: false }).errorFor(published, ['fp32'], absent),
      absent,
    )
    assert.equal(await missingModels().errorFor(bundled, ['fp32'], absent), absent)
    const other = new DepthError('MODEL_UNKNOWN', 'no')
    assert.equal(await missingModels().errorFor(published, ['fp32'], other), other)
    assert.equal(starts(), 0)
  })

  it('is downloaded once, however often it is missed, and reported until it is there', async () => {
    const missing = missingModels()
    assert.deepEqual(
      [await codeOf(missing), await codeOf(missing)],
      ['MODEL_DOWNLOADING', 'MODEL_DOWNLOADING'],
    )
    await missing.finished
    assert.equal((await ended()).state, 'done')
    assert.equal(starts(), 1)
  })

  it('is not downloaded again at once after a failure', async () => {
    store.server.inject({ on: 'resolve', status: 404 })
    const missing = missingModels()
    await codeOf(missing)
    await assert.rejects(missing.finished)
    await ended()
    assert.equal(await codeOf(missing), 'DOWNLOAD_NOT_FOUND')
    assert.equal(starts(), 1)
  })

  it('stays canceled although the node was deployed during the download', async () => {
    store.server.inject({ on: 'bytes', stallAfter: 10, times: 9 })
    await codeOf(missingModels())
    const redeployed = missingModels()
    reports = []
    assert.equal(await codeOf(redeployed), 'MODEL_DOWNLOADING')
    await until(() => starts() > 0 || undefined)
    downloads.find(published.id, 'fp32', store.settings)?.cancel()
    assert.equal((await ended()).state, 'canceled')
    assert.equal(await codeOf(redeployed), 'DOWNLOAD_CANCELED')
    assert.equal(starts(), 1)
  })

  it('stays canceled although no image came to the node that was deployed meanwhile', async () => {
    store.server.inject({ on: 'bytes', stallAfter: 10, times: 9 })
    const download = downloads.start(published, 'fp32', store.settings)
    const redeployed = missingModels()
    download.cancel()
    await ended()
    assert.equal(await codeOf(redeployed), 'DOWNLOAD_CANCELED')
  })

  it('does not keep another one from its download', async () => {
    store.server.inject({ on: 'resolve', status: 404 })
    const missing = missingModels()
    await codeOf(missing)
    await ended()
    assert.equal(await codeOf(missing, { ...published, id: 'another' }), 'MODEL_DOWNLOADING')
    await missing.finished
  })

  it('is reported to nobody after the node was closed', async () => {
    const missing = missingModels()
    await codeOf(missing)
    missing.close()
    reports = []
    await missing.finished
    assert.deepEqual(reports, [])
  })
})
