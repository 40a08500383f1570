import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { locateModel } from '../../../lib/hub/locate'
import { downloadModel } from '../../../lib/hub/download-model'
import type { StoreSettings } from '../../../lib/hub/settings'
import { coded } from '../../../testing/errors'
import type { HubFile, HubServer } from '../../../testing/hub/hub-server'
import {
  graphFile,
  published,
  serveModel,
  unwatched,
} from '../../../testing/models/published-model'

const diskBytes = 2 ** 20

describe('a small disk', () => {
  let graph: HubFile
  let server: HubServer
  let store: StoreSettings
  let close: () => Promise<void>
  let isMounted = false

  before(async function () {
    graph = graphFile(800_000)
    ;({ server, store, close } = await serveModel([graph]))
    await mkdir(store.cacheFolder)
    isMounted = mountSmallDisk(store.cacheFolder)
    if (!isMounted) this.skip()
  })
  after(async () => {
    if (isMounted) execFileSync('umount', [store.cacheFolder])
    await close()
  })

  it('that fills up on the way is told, and the download goes on after room was made', async () => {
    server.inject({ on: 'bytes', pieces: { count: 40, pauseMs: 20 } })
    const other = join(store.cacheFolder, 'other.bin')
    let others: Promise<void> | undefined
    const running = downloadModel(published, 'fp32', store, {
      ...unwatched(),
      onProgress: ({ bytes }) => {
        if (bytes > 0) others ??= writeFile(other, Buffer.alloc(600_000)).catch(() => undefined)
      },
    })
    await assert.rejects(running, coded('DISK_FULL', /The disk is full while writing/))
    await assert.rejects(locateModel(published, 'fp32', store), coded('MODEL_FILE_MISSING'))
    await others
    await rm(other)
    const { file } = await downloadModel(published, 'fp32', store, unwatched())
    assert.deepEqual(await readFile(file), graph.content)
    assert.match(String(server.bytesRequests.at(-1)?.headers.range), /^bytes=[1-9]\d*-$/)
  })
})

/** False where this user may not mount anything. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
