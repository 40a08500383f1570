import assert from 'node:assert/strict'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locateModel } from '../../../lib/hub/locate'
import { coded } from '../../../testing/errors'
import { StoreUnderTest } from '../../../testing/hub/store-under-test'
import { graphFile, published } from '../../../testing/models/published-model'
import { mountSmallDisk, unmount } from '../../../testing/process/small-disk'

describe('a small disk', () => {
  const store = new StoreUnderTest()
  let isMounted = false

  before(async function () {
    await store.open([graphFile(800_000)])
    await mkdir(store.settings.cacheFolder)
    isMounted = mountSmallDisk(store.settings.cacheFolder, 2 ** 20)
    if (!isMounted) this.skip()
  })
  after(async () => {
    if (isMounted) unmount(store.settings.cacheFolder)
    await store.close()
  })

  it('that fills up is reported, and the download resumes once there is room', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 40, pauseMs: 20 } })
    const other = join(store.settings.cacheFolder, 'other.bin')
    let others: Promise<void> | undefined
    const running = store.download(published, {
      onProgress: ({ bytes }) => {
        if (bytes > 0) others ??= writeFile(other, Buffer.alloc(600_000)).catch(() => undefined)
      },
    })
    await assert.rejects(running, coded('DISK_FULL', /The disk is full while writing/))
    await assert.rejects(
      locateModel(published, 'fp32', store.settings),
      coded('MODEL_FILE_MISSING'),
    )
    await others
    await rm(other)
    const { file } = await store.download()
    assert.deepEqual(await readFile(file), store.content)
    assert.match(String(store.server.bytesRequests.at(-1)?.headers.range), /^bytes=[1-9]\d*-$/)
  })
})
