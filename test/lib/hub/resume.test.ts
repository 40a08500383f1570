import assert from 'node:assert/strict'
import { readFile, stat } from 'node:fs/promises'
import { coded } from '../../../testing/errors'
import { storeUnderTest } from '../../../testing/hub/store-under-test'
import { published } from '../../../testing/models/published-model'

describe('a download goes on where it broke off', () => {
  const store = storeUnderTest({ token: 'secret' })

  it('after a cut connection, asking for the rest with Range and If-Range', async () => {
    store.server.inject({ on: 'bytes', cutAfter: 100_000 })
    await store.download()
    assert.deepEqual(await readFile(store.blob), store.content)
    const [first, second] = store.server.bytesRequests
    assert.equal(first?.headers.range, undefined)
    assert.match(second?.headers.range ?? '', /^bytes=\d{5,6}-$/)
    assert.match(String(second?.headers['if-range']), /^"[0-9a-f]{32}"$/)
  })

  it('in the next download, after all attempts were used up', async () => {
    store.server.inject({ on: 'bytes', cutAfter: 100_000 })
    store.server.inject({ on: 'bytes', status: 503, times: 3 })
    await assert.rejects(store.download(), coded('DOWNLOAD_FAILED', /answered 503/))
    const kept = (await stat(store.partial)).size
    assert.ok(kept > 0)
    await store.download()
    assert.equal(store.server.bytesRequests.at(-1)?.headers.range, `bytes=${kept}-`)
    assert.deepEqual(await readFile(store.blob), store.content)
  })

  it('from the start when the server ignores Range', async () => {
    store.server.inject({ on: 'bytes', cutAfter: 100_000 })
    store.server.inject({ on: 'bytes', ignoreRange: true })
    await store.download()
    assert.deepEqual(await readFile(store.blob), store.content)
  })

  it('after a connection that stalls', async () => {
    store.server.inject({ on: 'bytes', stallAfter: 100_000 })
    await store.download()
    assert.deepEqual(await readFile(store.blob), store.content)
  })

  it('after it was canceled', async () => {
    const cancel = new AbortController()
    store.server.inject({ on: 'bytes', pieces: { count: 30, pauseMs: 20 } })
    const running = store.download(published, {
      signal: cancel.signal,
      onProgress: ({ bytes }) => {
        if (bytes > 0) cancel.abort()
      },
    })
    await assert.rejects(running, { code: 'DOWNLOAD_CANCELED' })
    assert.ok((await stat(store.partial)).size > 0)
    await store.download()
    assert.deepEqual(await readFile(store.blob), store.content)
  })
})
