import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { partialFile } from '../../../lib/hub/blob'
import { downloadModel } from '../../../lib/hub/download-model'
import { blobFile } from '../../../lib/hub/layout'
import type { StoreSettings } from '../../../lib/hub/settings'
import { coded } from '../../../testing/errors'
import { sha256, type HubFile, type HubServer } from '../../../testing/hub/hub-server'
import {
  graphFile,
  published,
  serveModel,
  source,
  unwatched,
} from '../../../testing/models/published-model'

describe('a download goes on where it broke off', () => {
  let graph: HubFile
  let server: HubServer
  let store: StoreSettings
  let close: () => Promise<void>

  beforeEach(async () => {
    graph = graphFile()
    ;({ server, store, close } = await serveModel([graph], { token: 'secret' }))
  })

  afterEach(() => close())

  const blob = () => blobFile(store, source, sha256(graph.content))
  const partial = () => partialFile(blob())
  const download = () => downloadModel(published, 'fp32', store, unwatched())

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
    await assert.rejects(download(), coded('DOWNLOAD_FAILED', /answered 503/))
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

  it('after it was canceled', async () => {
    const cancel = new AbortController()
    server.inject({ on: 'bytes', pieces: { count: 30, pauseMs: 20 } })
    const running = downloadModel(published, 'fp32', store, {
      ...unwatched(),
      signal: cancel.signal,
      onProgress: ({ bytes }) => {
        if (bytes > 0) cancel.abort()
      },
    })
    await assert.rejects(running, { code: 'DOWNLOAD_CANCELED' })
    assert.ok((await stat(partial())).size > 0)
    await download()
    assert.deepEqual(await readFile(blob()), graph.content)
  })
})
