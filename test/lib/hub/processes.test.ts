import assert from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../../lib/package-root'
import { locateModel } from '../../../lib/hub/locate'
import { partialFile, sizeOf } from '../../../lib/hub/blob'
import { downloadModel } from '../../../lib/hub/download-model'
import { blobFile } from '../../../lib/hub/layout'
import type { StoreSettings } from '../../../lib/hub/settings'
import { fileState } from '../../../lib/hub/states'
import { sha256, type HubFile, type HubServer } from '../../../testing/hub/hub-server'
import {
  graphFile,
  published,
  serveModel,
  source,
  unwatched,
} from '../../../testing/models/published-model'
import { until } from '../../../testing/process/until'

/** A process whose output is read. */
type Talking = ChildProcessByStdio<null, Readable, null>

describe('a store that several processes share', () => {
  let graph: HubFile
  let server: HubServer
  let store: StoreSettings
  let close: () => Promise<void>
  const started: Talking[] = []

  beforeEach(async () => {
    graph = graphFile(2_000_000)
    ;({ server, store, close } = await serveModel([graph]))
  })

  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    await close()
  })

  const blob = () => blobFile(store, source, sha256(graph.content))

  function downloadElsewhere(): Talking {
    const script = join(packageRoot, 'testing', 'hub', 'download-process.ts')
    const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(store)], {
      cwd: packageRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    started.push(child)
    return child
  }

  const untilPartial = (bytes: number) =>
    until(async () => {
      const size = (await sizeOf(partialFile(blob()))) ?? 0
      return size < bytes ? undefined : size
    })

  it('goes on where a process was killed in mid-download, and waits for no dead one', async () => {
    server.inject({ on: 'bytes', pieces: { count: 200, pauseMs: 20 } })
    const child = downloadElsewhere()
    await untilPartial(100_000)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await assert.rejects(locateModel(published, 'fp32', store), { code: 'MODEL_FILE_MISSING' })
    const left = await stat(partialFile(blob()))
    assert.deepEqual(await fileState(published, 'fp32', store), {
      state: 'partial',
      bytes: left.size,
      total: 2_000_000,
    })
    const { file } = await downloadModel(published, 'fp32', store, unwatched())
    assert.deepEqual(await readFile(file), graph.content)
    assert.equal(server.bytesRequests.at(-1)?.headers.range, `bytes=${left.size}-`)
    assert.deepEqual(await readdir(dirname(blob())), [sha256(graph.content)])
  })

  it('fetches a blob once for two processes that want it at the same time', async () => {
    server.inject({ on: 'bytes', pieces: { count: 20, pauseMs: 30 } })
    const child = downloadElsewhere()
    const output = text(child.stdout)
    await untilPartial(1)
    const { file } = await downloadModel(published, 'fp32', store, unwatched())
    assert.equal(await output, file)
    assert.equal(server.bytesRequests.length, 1)
    assert.deepEqual(await readFile(file), graph.content)
  })

  it('takes the download over from a process that is killed while another one waits', async () => {
    server.inject({ on: 'bytes', pieces: { count: 200, pauseMs: 20 } })
    const child = downloadElsewhere()
    await untilPartial(100_000)
    const waiting = downloadModel(published, 'fp32', store, unwatched())
    await sleep(100)
    child.kill('SIGKILL')
    assert.deepEqual(await readFile((await waiting).file), graph.content)
    assert.match(String(server.bytesRequests.at(-1)?.headers.range), /^bytes=\d{5,}-$/)
  })
})
