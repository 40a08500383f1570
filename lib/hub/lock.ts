import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../clock'
import { codeOf } from '../errors'
import { makeFolders } from '../make-folders'
import { writeError } from '../write-file-atomic'

export interface LockOptions {
  readonly signal: AbortSignal
  /** How often a waiting process looks again, in milliseconds. */
  readonly pollMs: number
  /** A lock that is not touched for this long is taken over, in milliseconds. */
  readonly staleMs: number
  /** Called at each look while another process holds the lock. */
  readonly onWait?: () => Promise<void>
}

interface Holder {
  readonly pid: number
  readonly host: string
  readonly token: string
}

/** A lock that this process has taken. */
export interface Lock {
  /** Whether it was another's, who may live: what it guards may be written by both then. */
  readonly isTakenOver: boolean
  /** False once another process has taken it over, as after this machine slept. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

/**
 * Takes a lock that other processes respect too: a file that names its holder and is touched as
 * long as the holder lives. A holder that was killed is recognized at once on the same machine, and
 * elsewhere by a file that is no longer touched. Such a holder may only have slept, and wake.
 *
 * @throws what `signal` was aborted with; DepthError FILE_NOT_WRITABLE, DISK_FULL.
 */
export async function takeLock(file: string, options: LockOptions): Promise<Lock> {
  const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() }
  await makeFolders(dirname(file)).catch((thrown: unknown) => {
    throw writeError(file, thrown)
  })
  const heartbeat = new HeartbeatMonitor(options.staleMs)
  let isTakenOver = false
  while (!(await create(file, holder))) {
    options.signal.throwIfAborted()
    const other = await readHolder(file)
    isTakenOver = await isAbandoned(file, other, heartbeat)
    if (isTakenOver) await breakLock(file, other)
    else {
      await options.onWait?.()
      await pause(options.pollMs, undefined, { signal: options.signal })
    }
  }
  return { ...keepLock(file, holder, options.staleMs), isTakenOver }
}

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.close()
    await writeFile(file, JSON.stringify(holder))
    return true
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false
    throw writeError(file, thrown)
  }
}

/** Touches the file until the lock is released. */
function keepLock(file: string, holder: Holder, staleMs: number): Omit<Lock, 'isTakenOver'> {
  // Often enough for others to see, even when some beats come late.
  const beat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => undefined)
  }, staleMs / 4)
  beat.unref()
  const isHeld = async () => (await readHolder(file))?.token === holder.token
  return {
    isHeld,
    release: async () => {
      clearInterval(beat)
      if (await isHeld()) await rm(file, { force: true })
    },
  }
}

/** Follows the time stamp of a lock by this process's own clock: other machines' clocks may differ. */
class HeartbeatMonitor {
  readonly #staleMs: number
  #stamp = NaN
  #since = 0

  constructor(staleMs: number) {
    this.#staleMs = staleMs
  }

  isStale(stamp: number): boolean {
    if (stamp !== this.#stamp) {
      this.#stamp = stamp
      this.#since = now()
    }
    return now() - this.#since > this.#staleMs
  }
}

async function isAbandoned(
  file: string,
  holder: Holder | undefined,
  heartbeat: HeartbeatMonitor,
): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  if (found === undefined) return false
  if (holder?.host === hostname() && isDead(holder.pid, found.mtimeMs)) return true
  return heartbeat.isStale(found.mtimeMs)
}

/**
 * Whether the holder with this number is gone. Each start of a container may have the number of the
 * one before: what was touched last before this process began is not its own.
 */
function isDead(pid: number, touchedAt: number): boolean {
  return pid === process.pid ? touchedAt < performance.timeOrigin : !isAlive(pid)
}

/**
 * Renaming first lets one process alone break a lock that several find abandoned. One that another
 * process has broken and taken meanwhile is put back.
 */
async function breakLock(file: string, abandoned: Holder | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  await rename(file, aside).catch(() => undefined)
  const moved = await readHolder(aside)
  if (moved?.token !== abandoned?.token) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

/** Undefined if the lock is gone, or is being written at this moment. */
async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

/** Signal 0 does nothing but check; EPERM means a living process of another user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM'
  }
}
