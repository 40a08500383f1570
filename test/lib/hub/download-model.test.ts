import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelDescriptor } from '../../../lib/models/descriptor'
import { downloadModel, type Progress } from '../../../lib/hub/download-model'
import { blobFile } from '../../../lib/hub/layout'
import { acceptLicense } from '../../../lib/hub/licenses'
import type { StoreSettings } from '../../../lib/hub/settings'
import { hubCommit, sha256, type HubFile, type HubServer } from '../../../testing/hub/hub-server'
import {
  briefTimeouts,
  graphFile,
  published,
  serveModel,
  source,
  unwatched,
} from '../../../testing/models/published-model'

describe('downloading a published model', () => {
  let graph: HubFile
  let server: HubServer
  let store: StoreSettings
  let close: () => Promise<void>

  beforeEach(async () => {
    graph = graphFile()
    ;({ server, store, close } = await serveModel([graph], { token: 'secret' }))
  })

  afterEach(() => close())

  const repository = () => join(store.cacheFolder, 'models--acme--depth')
  const blob = () => blobFile(store, source, sha256(graph.content))
  const download = (descriptor: ModelDescriptor = published) =>
    downloadModel(descriptor, 'fp32', store, unwatched())

  it('lays the file into the cache as Python does: blob, snapshot link, reference', async () => {
    const { file } = await download()
    assert.equal(file, join(repository(), 'snapshots', hubCommit, 'onnx', 'model.onnx'))
    assert.deepEqual(await readFile(file), graph.content)
    assert.equal(await readlink(file), `../../../blobs/${sha256(graph.content)}`)
    assert.equal(await readFile(join(repository(), 'refs', 'main'), 'utf8'), hubCommit)
    assert.deepEqual(await readdir(join(repository(), 'blobs')), [sha256(graph.content)])
  })

  it('sends the token to the endpoint and never to the origin of the bytes', async () => {
    await download()
    for (const { origin, headers } of server.requests) {
      assert.equal(headers.authorization, origin === 'hub' ? 'Bearer secret' : undefined)
    }
    assert.equal(server.bytesRequests.length, 1)
  })

  it('asks nobody when the file is in the store', async () => {
    await download()
    const before = server.requests.length
    await download()
    assert.equal(server.requests.length, before)
  })

  it('takes the file that was copied in by hand', async () => {
    const place = join(store.folder, published.id, 'model.onnx')
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, graph.content)
    assert.equal((await download()).file, place)
    assert.equal(server.requests.length, 0)
  })

  it('tells the bytes and the total while they come', async () => {
    const seen: Progress[] = []
    server.inject({ on: 'bytes', pieces: { count: 5, pauseMs: 5 } })
    const onProgress = (progress: Progress) => void seen.push(progress)
    await downloadModel(published, 'fp32', store, { ...unwatched(), onProgress })
    assert.deepEqual(seen.at(-1), { bytes: 300_000, total: 300_000 })
    assert.ok(seen.length >= 5)
    assert.ok(seen.every(({ bytes }, index) => bytes >= (seen[index - 1]?.bytes ?? 0)))
  })

  it('fetches weights that lie beside the graph, and small files that git keeps', async () => {
    const weights = { path: 'onnx/model.onnx_data', content: graphFile(50_000).content }
    const small = { path: 'onnx/model.onnx', content: Buffer.from('graph'), large: false }
    await close()
    ;({ store, close } = await serveModel([small, weights]))
    const externalData = [{ path: weights.path }]
    const { file } = await download({
      ...published,
      files: { fp32: { path: small.path, externalData } },
    })
    assert.equal(await readFile(file, 'utf8'), 'graph')
    assert.deepEqual(await readFile(`${file}_data`), weights.content)
  })

  it('refuses another file than the one that the descriptor pins', async () => {
    const pinned = { fp32: { path: 'onnx/model.onnx', bytes: 300_000, sha256: '0'.repeat(64) } }
    const running = download({ ...published, files: pinned })
    await assert.rejects(running, { code: 'DOWNLOAD_CORRUPT' })
    assert.equal(server.bytesRequests.length, 0)
  })

  it('does not enforce a pin that nobody could verify', async () => {
    const pinned = { fp32: { path: 'onnx/model.onnx', bytes: 12 } }
    await download({ ...published, files: pinned, unverified: ['/files/fp32/bytes'] })
    assert.deepEqual(await readFile(blob()), graph.content)
  })

  it('asks nobody when downloads are switched off', async () => {
    store = { ...store, offline: true }
    await assert.rejects(download(), { code: 'OFFLINE' })
    assert.equal(server.requests.length, 0)
  })

  it('wants a non-commercial license accepted once', async () => {
    const license = { spdx: 'CC-BY-NC-4.0', commercial: false }
    const restricted = { ...published, license }
    await assert.rejects(download(restricted), { code: 'LICENSE_NOT_ACCEPTED' })
    assert.equal(server.requests.length, 0)
    await acceptLicense(restricted, store)
    await download(restricted)
    assert.deepEqual(await readFile(blob()), graph.content)
  })

  it('fetches a blob once for two nodes that want it at the same time', async () => {
    server.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 10 } })
    const waits: number[] = []
    const onProgress = ({ bytes }: Progress) => void waits.push(bytes)
    const timeouts = briefTimeouts
    const signal = new AbortController().signal
    await Promise.all([
      download(),
      downloadModel(published, 'fp32', store, { signal, timeouts, onProgress }),
    ])
    assert.equal(server.bytesRequests.length, 1)
    assert.equal(waits.at(-1), 300_000)
  })
})
