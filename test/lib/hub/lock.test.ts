import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { takeLock, type LockOptions } from '../../../lib/hub/lock'

describe('a lock of the store', () => {
  let folder: string
  let file: string
  const options: LockOptions = {
    signal: new AbortController().signal,
    pollMs: 10,
    staleMs: 200,
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'depth-lock-'))
    file = join(folder, 'blob.lock')
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is held by one at a time', async () => {
    const order: string[] = []
    const first = await takeLock(file, options)
    const second = takeLock(file, options).then(async (lock) => {
      order.push('second')
      await lock.release()
    })
    await sleep(100)
    order.push('first')
    await first.release()
    await second
    assert.deepEqual(order, ['first', 'second'])
    assert.deepEqual(await readdir(folder), [])
  })

  it('is kept by a holder that lives, however long it takes', async () => {
    const lock = await takeLock(file, options)
    const impatient = AbortSignal.timeout(3 * options.staleMs)
    await assert.rejects(takeLock(file, { ...options, signal: impatient }))
    assert.equal(await lock.isHeld(), true)
    await lock.release()
  })

  it('of a dead process on this machine is taken over at once', async () => {
    // Linux gives no process a number above 4194304.
    const gone = { pid: 2 ** 22 + 1, host: hostname(), token: 'gone' }
    await writeFile(file, JSON.stringify(gone))
    const lock = await takeLock(file, { ...options, staleMs: 60_000 })
    assert.equal(await lock.isHeld(), true)
    await lock.release()
  })

  it('of the process that had this number before a restart is taken over at once', async () => {
    const before = { pid: process.pid, host: hostname(), token: 'before' }
    await writeFile(file, JSON.stringify(before))
    const longAgo = new Date(performance.timeOrigin - 1_000)
    await utimes(file, longAgo, longAgo)
    const lock = await takeLock(file, { ...options, staleMs: 60_000 })
    assert.equal(lock.isTakenOver, true)
    await lock.release()
  })

  it('of a living process with this number, in another container, is waited for', async () => {
    const other = { pid: process.pid, host: hostname(), token: 'other' }
    await writeFile(file, JSON.stringify(other))
    const signal = AbortSignal.timeout(100)
    await assert.rejects(takeLock(file, { ...options, staleMs: 60_000, signal }))
  })

  it('of another machine is taken over after it was silent for long', async () => {
    await writeFile(file, JSON.stringify({ pid: 1, host: 'elsewhere', token: 'silent' }))
    const lock = await takeLock(file, options)
    assert.equal(await lock.isHeld(), true)
    await lock.release()
  })

  it('that is damaged is taken over like a silent one', async () => {
    await writeFile(file, '')
    await (await takeLock(file, options)).release()
    assert.deepEqual(await readdir(folder), [])
  })

  it('tells a holder that was taken for dead', async () => {
    const lock = await takeLock(file, options)
    await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname(), token: 'other' }))
    assert.equal(await lock.isHeld(), false)
    await lock.release()
    assert.deepEqual(await readdir(folder), ['blob.lock'])
  })
})
