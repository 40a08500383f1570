import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Progress } from '../../../lib/hub/download-model'
import { acceptLicense } from '../../../lib/hub/licenses'
import { hubCommit, sha256 } from '../../../testing/hub/hub-server'
import { storeUnderTest } from '../../../testing/hub/store-under-test'
import { graphFile, published } from '../../../testing/models/published-model'

describe('downloading a published model', () => {
  const store = storeUnderTest({ token: 'secret' })

  const repository = () => join(store.settings.cacheFolder, 'models--acme--depth')

  it('lays the file into the cache as Python does: blob, snapshot link, reference', async () => {
    const { file } = await store.download()
    assert.equal(file, join(repository(), 'snapshots', hubCommit, 'onnx', 'model.onnx'))
    assert.deepEqual(await readFile(file), store.content)
    assert.equal(await readlink(file), `../../../blobs/${sha256(store.content)}`)
    assert.equal(await readFile(join(repository(), 'refs', 'main'), 'utf8'), hubCommit)
    assert.deepEqual(await readdir(join(repository(), 'blobs')), [sha256(store.content)])
  })

  it('sends the token to the endpoint and never to the origin of the bytes', async () => {
    await store.download()
    for (const { origin, headers } of store.server.requests) {
      assert.equal(headers.authorization, origin === 'hub' ? 'Bearer secret' : undefined)
    }
    assert.equal(store.server.bytesRequests.length, 1)
  })

  it('asks nobody when the file is in the store', async () => {
    await store.download()
    const before = store.server.requests.length
    await store.download()
    assert.equal(store.server.requests.length, before)
  })

  it('takes the file that was copied in by hand', async () => {
    const place = join(store.settings.folder, published.id, 'model.onnx')
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, store.content)
    assert.equal((await store.download()).file, place)
    assert.equal(store.server.requests.length, 0)
  })

  it('tells the bytes and the total while they come', async () => {
    const seen: Progress[] = []
    store.server.inject({ on: 'bytes', pieces: { count: 5, pauseMs: 5 } })
    const onProgress = (progress: Progress) => void seen.push(progress)
    await store.download(published, { onProgress })
    assert.deepEqual(seen.at(-1), { bytes: 300_000, total: 300_000 })
    assert.ok(seen.length >= 5)
    assert.ok(seen.every(({ bytes }, index) => bytes >= (seen[index - 1]?.bytes ?? 0)))
  })

  it('fetches weights that lie beside the graph, and small files that git keeps', async () => {
    const weights = { path: 'onnx/model.onnx_data', content: graphFile(50_000).content }
    const small = { path: 'onnx/model.onnx', content: Buffer.from('graph'), large: false }
    await store.close()
    await store.open([small, weights])
    const externalData = [{ path: weights.path }]
    const { file } = await store.download({
      ...published,
      files: { fp32: { path: small.path, externalData } },
    })
    assert.equal(await readFile(file, 'utf8'), 'graph')
    assert.deepEqual(await readFile(`${file}_data`), weights.content)
  })

  it('refuses another file than the one that the descriptor pins', async () => {
    const pinned = { fp32: { path: 'onnx/model.onnx', bytes: 300_000, sha256: '0'.repeat(64) } }
    const running = store.download({ ...published, files: pinned })
    await assert.rejects(running, { code: 'DOWNLOAD_CORRUPT' })
    assert.equal(store.server.bytesRequests.length, 0)
  })

  it('does not enforce a pin that nobody could verify', async () => {
    const pinned = { fp32: { path: 'onnx/model.onnx', bytes: 12 } }
    await store.download({ ...published, files: pinned, unverified: ['/files/fp32/bytes'] })
    assert.deepEqual(await readFile(store.blob), store.content)
  })

  it('asks nobody when downloads are switched off', async () => {
    store.settings = { ...store.settings, offline: true }
    await assert.rejects(store.download(), { code: 'OFFLINE' })
    assert.equal(store.server.requests.length, 0)
  })

  it('wants a non-commercial license accepted once', async () => {
    const license = { spdx: 'CC-BY-NC-4.0', commercial: false }
    const restricted = { ...published, license }
    await assert.rejects(store.download(restricted), { code: 'LICENSE_NOT_ACCEPTED' })
    assert.equal(store.server.requests.length, 0)
    await acceptLicense(restricted, store.settings)
    await store.download(restricted)
    assert.deepEqual(await readFile(store.blob), store.content)
  })

  it('fetches a blob once for two nodes that want it at the same time', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 10 } })
    const waits: number[] = []
    const onProgress = ({ bytes }: Progress) => void waits.push(bytes)
    await Promise.all([store.download(), store.download(published, { onProgress })])
    assert.equal(store.server.bytesRequests.length, 1)
    assert.equal(waits.at(-1), 300_000)
  })
})
