import assert from 'node:assert/strict'
import { Downloads, type DownloadReport } from '../../../lib/hub/downloads'
import { durationText, sizeText } from '../../../lib/hub/progress-text'
import { Rate, remainingSeconds } from '../../../lib/hub/rate'
import { briefTimeouts, storeUnderTest } from '../../../testing/hub/store-under-test'
import { published } from '../../../testing/models/published-model'

describe('the downloads of a Node-RED', () => {
  const store = storeUnderTest()

  let downloads: Downloads
  let reports: DownloadReport[]

  beforeEach(() => {
    downloads = new Downloads(briefTimeouts)
    reports = []
    downloads.watch((report) => reports.push(report))
  })

  it('are shared by all who want the same file', async () => {
    const first = downloads.start(published, 'fp32', store.settings)
    const second = downloads.start(published, 'fp32', store.settings)
    assert.equal(first, second)
    await Promise.all([first.finished, second.finished])
    assert.equal(store.server.bytesRequests.length, 1)
  })

  it('report bytes, rate and remaining time while they run, and how they ended', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 60 } })
    await downloads.start(published, 'fp32', store.settings).finished
    const rated = reports.find(({ remainingSeconds }) => remainingSeconds !== undefined)
    assert.equal(rated?.state, 'running')
    assert.equal(rated.total, 300_000)
    const { state, bytes, total, cacheFolder } = reports.at(-1) ?? {}
    assert.deepEqual(
      { state, bytes, total, cacheFolder },
      { state: 'done', bytes: 300_000, total: 300_000, cacheFolder: store.settings.cacheFolder },
    )
  })

  it('can be canceled, and started again', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 20 } })
    const download = downloads.start(published, 'fp32', store.settings)
    download.cancel()
    await assert.rejects(download.finished, { code: 'DOWNLOAD_CANCELED' })
    assert.equal(download.report.state, 'canceled')
    await downloads.start(published, 'fp32', store.settings).finished
    assert.equal(downloads.find(published.id, 'fp32', store.settings)?.report.state, 'done')
  })

  it('report which attempt is made until the hub answers', async () => {
    store.server.inject({ on: 'paths-info', status: 503 })
    await downloads.start(published, 'fp32', store.settings).finished
    const { host } = new URL(store.settings.endpoint)
    const of = briefTimeouts.retryDelaysMs.length + 1
    assert.deepEqual(
      reports.flatMap(({ connecting, total }) => (total === undefined ? [connecting] : [])),
      [
        { host, attempt: 1, of },
        { host, attempt: 2, of },
      ],
    )
  })

  it('keep the error of one that failed', async () => {
    store.server.inject({ on: 'resolve', status: 404 })
    const download = downloads.start(published, 'fp32', store.settings)
    await assert.rejects(download.finished)
    assert.equal(downloads.reports[0]?.error?.code, 'DOWNLOAD_NOT_FOUND')
  })
})

describe('the figures of a download', () => {
  it('take the rate over the last seconds, so that a stop shows', () => {
    const rate = new Rate()
    assert.equal(rate.at(0, 0), undefined)
    assert.equal(rate.at(1_000_000, 1_000), 1_000_000)
    assert.equal(rate.at(1_000_000, 20_000), undefined)
    assert.equal(rate.at(1_500_000, 21_000), 500_000)
  })

  it('take the remaining time from the rate', () => {
    assert.equal(remainingSeconds({ bytes: 100_000, total: 300_000 }, 50_000), 4)
    assert.equal(remainingSeconds({ bytes: 100_000, total: 300_000 }, 0), undefined)
    assert.equal(remainingSeconds({ bytes: 100_000 }, 50_000), undefined)
    assert.equal(remainingSeconds({ bytes: 100_000, total: 300_000 }, undefined), undefined)
  })

  const sizes = [
    [999, '1 kB'],
    [947_000, '947 kB'],
    [99_060_839, '99.1 MB'],
    [388_917_010, '389 MB'],
    [999_600_000, '1.00 GB'],
    [1_340_000_000, '1.34 GB'],
  ] as const
  for (const [bytes, text] of sizes) {
    it(`write ${bytes} bytes as ${text}`, () => assert.equal(sizeText(bytes), text))
  }

  const durations = [
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '2 min'],
    [4_800, '1 h 20 min'],
  ] as const
  for (const [seconds, text] of durations) {
    it(`write ${seconds} seconds as ${text}`, () => assert.equal(durationText(seconds), text))
  }
})
