import assert from 'node:assert/strict'
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '../../../lib/package-root'
import { locateModel } from '../../../lib/hub/locate'
import { sizeOf } from '../../../lib/hub/blob'
import { fileState } from '../../../lib/hub/states'
import { sha256 } from '../../../testing/hub/hub-server'
import { storeUnderTest } from '../../../testing/hub/store-under-test'
import { graphFile, published } from '../../../testing/models/published-model'
import { until } from '../../../testing/process/until'

/** A process whose output is read. */
type Talking = ChildProcessByStdio<null, Readable, null>

describe('a store that several processes share', () => {
  const store = storeUnderTest({}, () => [graphFile(2_000_000)])
  const started: Talking[] = []

  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
  })

  function downloadElsewhere(): Talking {
    const script = join(packageRoot, 'testing', 'hub', 'download-process.ts')
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', script, JSON.stringify(store.settings)],
      {
        cwd: packageRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    started.push(child)
    return child
  }

  const untilPartial = (bytes: number) =>
    until(async () => {
      const size = (await sizeOf(store.partial)) ?? 0
      return size < bytes ? undefined : size
    })

  it('publishes what no process can spoil that slept in mid-download, and wakes', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 200, pauseMs: 20 } })
    const sleeper = downloadElsewhere()
    await untilPartial(100_000)
    sleeper.kill('SIGSTOP')
    const old = await open(store.partial, 'r+')
    const { file } = await store.download()
    // As the sleeper does where its connection is gone and the server ignores its range.
    await old.truncate(0)
    await old.close()
    assert.deepEqual(await readFile(file), store.content)
    sleeper.kill('SIGCONT')
    const [code] = (await once(sleeper, 'exit')) as [number | null]
    assert.equal(code, 0)
    assert.deepEqual(await readFile(file), store.content)
  })

  it('goes on where a process was killed in mid-download, and waits for no dead one', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 200, pauseMs: 20 } })
    const child = downloadElsewhere()
    await untilPartial(100_000)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await assert.rejects(locateModel(published, 'fp32', store.settings), {
      code: 'MODEL_FILE_MISSING',
    })
    const left = await stat(store.partial)
    assert.deepEqual(await fileState(published, 'fp32', store.settings), {
      state: 'partial',
      bytes: left.size,
      total: 2_000_000,
    })
    const { file } = await store.download()
    assert.deepEqual(await readFile(file), store.content)
    assert.equal(store.server.bytesRequests.at(-1)?.headers.range, `bytes=${left.size}-`)
    assert.deepEqual(await readdir(dirname(store.blob)), [sha256(store.content)])
  })

  it('fetches a blob once for two processes that want it at the same time', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 20, pauseMs: 30 } })
    const child = downloadElsewhere()
    const output = text(child.stdout)
    await untilPartial(1)
    const { file } = await store.download()
    assert.equal(await output, file)
    assert.equal(store.server.bytesRequests.length, 1)
    assert.deepEqual(await readFile(file), store.content)
  })

  it('takes the download over from a process that is killed while another one waits', async () => {
    store.server.inject({ on: 'bytes', pieces: { count: 200, pauseMs: 20 } })
    const child = downloadElsewhere()
    await untilPartial(100_000)
    const waiting = store.download()
    await sleep(100)
    child.kill('SIGKILL')
    assert.deepEqual(await readFile((await waiting).file), store.content)
    assert.match(String(store.server.bytesRequests.at(-1)?.headers.range), /^bytes=\d{5,}-$/)
  })
})
