import assert from 'node:assert/strict'
import { readdir, readFile, readlink, rm, stat, symlink, writeFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DepthError, ErrorCode } from '../../../../lib/errors'
import type { ModelDescriptor } from '../../../../lib/models/descriptor'
import { locateModel } from '../../../../lib/models/locate'
import { downloadModel, type Progress } from '../../../../lib/models/store/download-model'
import { acceptLicence } from '../../../../lib/models/store/licences'
import type { StoreSettings } from '../../../../lib/models/store/settings'
import type { HubFault } from '../../../support/hub-faults'
import { hubCommit, HubServer, sha256, type HubFile } from '../../../support/hub-server'
import {
  briefPatience,
  freshStore,
  graphFile,
  published,
  unwatched,
} from '../../../support/published-model'

describe('downloading a published model', () => {
  let graph: HubFile
  let server: HubServer
  let store: StoreSettings

  beforeEach(async () => {
    graph = graphFile()
    server = await HubServer.start({ repository: 'acme/depth', files: [graph], token: 'secret' })
    store = { ...(await freshStore(server.endpoint)), token: 'secret' }
  })

  afterEach(async () => {
    await server.close()
    await rm(dirname(store.cacheFolder), { recursive: true, force: true })
  })

  const repository = () => join(store.cacheFolder, 'models--acme--depth')
  const blob = () => join(repository(), 'blobs', sha256(graph.content))
  const partial = () => `${blob()}.partial`
  const download = (descriptor: ModelDescriptor = published) =>
    downloadModel(descriptor, 'fp32', store, unwatched())

  async function assertFails(code: ErrorCode, message: RegExp): Promise<void> {
    await assert.rejects(download(), (error: DepthError) => {
      assert.equal(error.code, code, error.message)
      assert.match(error.message, message)
      return true
    })
    await assert.rejects(locateModel(published, 'fp32', store), { code: 'MODEL_FILE_MISSING' })
  }

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
    await server.close()
    server = await HubServer.start({ repository: 'acme/depth', files: [small, weights] })
    store = { ...store, endpoint: server.endpoint }
    const companions = [{ path: weights.path }]
    const { file } = await download({
      ...published,
      files: { fp32: { path: small.path, companions } },
    })
    assert.equal(await readFile(file, 'utf8'), 'graph')
    assert.deepEqual(await readFile(`${file}_data`), weights.content)
  })

  describe('goes on where it broke off', () => {
    it('after a cut connection, asking for the rest with Range and If-Range', async () => {
      server.inject({ on: 'bytes', cutAfter: 100_000 })
      await download()
      assert.deepEqual(await readFile(blob()), graph.content)
      const [first, second] = server.bytesRequests
      assert.equal(first?.headers.range, undefined)
      assert.match(second?.headers.range ?? '', /^bytes=\d{5,6}-$/)
      assert.match(String(second?.headers['if-range']), /^"[0-9a-f]{32}"$/)
    })

    it('in the next download, after all attempts were used up', async () => {
      server.inject({ on: 'bytes', cutAfter: 100_000 })
      server.inject({ on: 'bytes', status: 503, times: 3 })
      await assertFails('DOWNLOAD_FAILED', /answered 503/)
      const kept = (await stat(partial())).size
      assert.ok(kept > 0)
      await download()
      assert.equal(server.bytesRequests.at(-1)?.headers.range, `bytes=${kept}-`)
      assert.deepEqual(await readFile(blob()), graph.content)
    })

    it('from the start when the server ignores Range', async () => {
      server.inject({ on: 'bytes', cutAfter: 100_000 })
      server.inject({ on: 'bytes', ignoreRange: true })
      await download()
      assert.deepEqual(await readFile(blob()), graph.content)
    })

    it('after a connection that stalls', async () => {
      server.inject({ on: 'bytes', stallAfter: 100_000 })
      await download()
      assert.deepEqual(await readFile(blob()), graph.content)
    })

    it('after it was cancelled', async () => {
      const cancel = new AbortController()
      server.inject({ on: 'bytes', pieces: { count: 30, pauseMs: 20 } })
      const running = downloadModel(published, 'fp32', store, {
        ...unwatched(),
        signal: cancel.signal,
        onProgress: ({ bytes }) => {
          if (bytes > 0) cancel.abort()
        },
      })
      await assert.rejects(running, { code: 'DOWNLOAD_CANCELLED' })
      assert.ok((await stat(partial())).size > 0)
      await download()
      assert.deepEqual(await readFile(blob()), graph.content)
    })
  })

  const temporary: readonly { readonly what: string; readonly fault: HubFault }[] = [
    {
      what: '429 with Retry-After',
      fault: { on: 'resolve', status: 429, headers: { 'retry-after': '0' } },
    },
    { what: '500 of the API', fault: { on: 'paths-info', status: 500 } },
    { what: '503 of the origin of the bytes', fault: { on: 'bytes', status: 503, times: 2 } },
  ]
  for (const { what, fault } of temporary) {
    it(`tries again after ${what}`, async () => {
      server.inject(fault)
      await download()
      assert.deepEqual(await readFile(blob()), graph.content)
    })
  }

  const lasting: readonly {
    readonly what: string
    readonly fault: HubFault
    readonly code: ErrorCode
    readonly says: RegExp
  }[] = [
    {
      what: '401',
      fault: { on: 'resolve', status: 401 },
      code: 'DOWNLOAD_DENIED',
      says: /127.0.0.1:\d+ answered 401 for \/acme\/depth\/resolve\/main\/onnx\/model.onnx: .* HF_TOKEN/,
    },
    {
      what: '403',
      fault: { on: 'resolve', status: 403 },
      code: 'DOWNLOAD_DENIED',
      says: /accept its conditions/,
    },
    {
      what: '404',
      fault: { on: 'paths-info', status: 404 },
      code: 'DOWNLOAD_NOT_FOUND',
      says: /no such file or revision/,
    },
    {
      what: '404 of the bytes',
      fault: { on: 'bytes', status: 404 },
      code: 'DOWNLOAD_NOT_FOUND',
      says: /answered 404/,
    },
    {
      what: '429 that asks for an hour',
      fault: { on: 'resolve', status: 429, headers: { 'retry-after': '3600' } },
      code: 'DOWNLOAD_FAILED',
      says: /answered 429/,
    },
    {
      what: '500 that does not end',
      fault: { on: 'bytes', status: 500, times: 9 },
      code: 'DOWNLOAD_FAILED',
      says: /answered 500/,
    },
    {
      what: 'an endless redirect',
      fault: { on: 'bytes', redirectTo: '/again', times: 99 },
      code: 'DOWNLOAD_FAILED',
      says: /on and on/,
    },
    {
      what: 'a redirect to another scheme',
      fault: { on: 'bytes', redirectTo: 'file:///etc/passwd' },
      code: 'DOWNLOAD_FAILED',
      says: /not safe: file:/,
    },
    {
      what: 'a changed byte',
      fault: { on: 'bytes', flipLastByte: true },
      code: 'DOWNLOAD_CORRUPT',
      says: /has the checksum [0-9a-f]{64} where [0-9a-f]{64} was announced/,
    },
    {
      what: 'more bytes than announced',
      fault: { on: 'bytes', surplus: 10 },
      code: 'DOWNLOAD_CORRUPT',
      says: /more than the 300000 bytes/,
    },
    {
      what: 'another size than announced',
      fault: { on: 'paths-info', announceBytes: 300_001 },
      code: 'DOWNLOAD_CORRUPT',
      says: /of 300000; expected .* of 300001/,
    },
    {
      what: 'a server that stalls for good',
      fault: { on: 'bytes', stallAfter: 0, times: 9 },
      code: 'DOWNLOAD_FAILED',
      says: /sent nothing for 0.4 s/,
    },
    {
      what: 'a disk with too little room',
      fault: { on: 'paths-info', announceBytes: 10 ** 15 },
      code: 'DISK_FULL',
      says: /needs 1000000000 MB more/,
    },
  ]
  for (const { what, fault, code, says } of lasting) {
    it(`fails for ${what} with ${code}, and leaves nothing that passes for a model`, async () => {
      server.inject(fault)
      await assertFails(code, says)
    })
  }

  it('says that the disk is full when it fills up on the way', async () => {
    await mkdir(dirname(blob()), { recursive: true })
    await symlink('/dev/full', partial())
    await assertFails('DISK_FULL', /The disk is full while writing .*partial/)
  })

  it('says that nobody answers at the endpoint', async () => {
    await server.close()
    await assertFails('DOWNLOAD_FAILED', /could not be reached .*ECONNREFUSED/)
    server = await HubServer.start({ repository: 'acme/depth', files: [graph] })
  })

  it('says that the endpoint is no hub', async () => {
    server.inject({ on: 'resolve', status: 200 })
    await assertFails('DOWNLOAD_FAILED', /X-Repo-Commit is missing/)
  })

  it('says that the token is missing, not sending another', async () => {
    store = { ...(await freshStore(server.endpoint)) }
    await assertFails('DOWNLOAD_DENIED', /wants credentials/)
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

  it('wants a non-commercial licence accepted once', async () => {
    const licence = { spdx: 'CC-BY-NC-4.0', commercial: false }
    const restricted = { ...published, licence }
    await assert.rejects(download(restricted), { code: 'LICENCE_NOT_ACCEPTED' })
    assert.equal(server.requests.length, 0)
    await acceptLicence(restricted, store)
    await download(restricted)
    assert.deepEqual(await readFile(blob()), graph.content)
  })

  it('fetches a blob once for two nodes that want it at the same time', async () => {
    server.inject({ on: 'bytes', pieces: { count: 10, pauseMs: 10 } })
    const waits: number[] = []
    const onProgress = ({ bytes }: Progress) => void waits.push(bytes)
    const patience = briefPatience
    const signal = new AbortController().signal
    await Promise.all([
      download(),
      downloadModel(published, 'fp32', store, { signal, patience, onProgress }),
    ])
    assert.equal(server.bytesRequests.length, 1)
    assert.equal(waits.at(-1), 300_000)
  })
})
