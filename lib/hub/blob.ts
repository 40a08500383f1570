import { copyFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { basename, dirname, join, relative } from 'node:path'
import { codeOf } from '../errors'
import { makeFolders } from '../make-folders'
import { writeError } from '../write-file-atomic'
import type { HubClient } from './hub-client'
import { blobFile, repositoryFolder, snapshotFile, type Source } from './layout'
import { takeLock, type LockOptions } from './lock'
import type { RemoteFile } from './remote-files'
import type { StoreSettings } from './settings'
import { fetchInto, type TransferOptions } from './transfer'

/** Where the files of a commit belong in the cache. */
export interface BlobPlace {
  readonly settings: StoreSettings
  readonly source: Source
  readonly commit: string
}

export type BlobOptions = Omit<TransferOptions, 'isStillOurs'> & Omit<LockOptions, 'onWait'>

/**
 * Puts one file of a snapshot into the cache: it is found there, fetched, or waited for while
 * another node or process fetches it. No file has the blob's name before it is whole and checked.
 *
 * @throws DepthError as fetchInto does.
 */
export async function ensureBlob(
  client: HubClient,
  place: BlobPlace,
  remote: RemoteFile,
  options: BlobOptions,
): Promise<void> {
  const { settings, source, commit } = place
  const pointer = snapshotFile(settings, source, commit, remote.path)
  const blob = blobFile(settings, source, remote.digest.hex)
  if (await isWhole(pointer, remote)) {
    options.onBytes(remote.bytes)
    return
  }
  const partial = partialFile(blob)
  const lock = await takeLock(lockFile(place, remote), {
    ...options,
    onWait: async () => options.onBytes((await sizeOf(partial)) ?? 0),
  })
  try {
    if (!(await isWhole(blob, remote))) {
      await makeFolder(blob)
      if (lock.isTakenOver) await detach(partial)
      await fetchInto(partial, client, remote, { ...options, isStillOurs: () => lock.isHeld() })
      if (!(await lock.isHeld())) {
        await ensureBlob(client, place, remote, options)
        return
      }
      await rename(partial, blob)
    }
    await linkSnapshot(blob, pointer)
  } finally {
    await lock.release()
  }
  options.onBytes(remote.bytes)
}

/**
 * Copies a partial file, so that a holder of its lock who slept, and wakes, writes into the old copy
 * and not into what is published.
 */
async function detach(partial: string): Promise<void> {
  const copy = `${partial}.${randomUUID()}`
  try {
    await copyFile(partial, copy)
    await rename(copy, partial)
  } catch (thrown) {
    await rm(copy, { force: true })
    if (codeOf(thrown) !== 'ENOENT') throw writeError(partial, thrown)
  }
}

/** The file that a blob is downloaded into. */
export function partialFile(blob: string): string {
  return `${blob}.partial`
}

/** Beside the locks of Python's huggingface_hub, in the folder that its cache scan skips. */
function lockFile({ settings, source }: BlobPlace, remote: RemoteFile): string {
  const repository = basename(repositoryFolder(settings, source))
  return join(settings.cacheFolder, '.locks', repository, `${remote.digest.hex}.partial.lock`)
}

/** Gives a blob a name in a snapshot. */
type Linker = (blob: string, name: string) => Promise<void>

/**
 * In order of preference. Windows denies symbolic links to most users; there the blob is moved into
 * the snapshot, as Python's huggingface_hub does.
 */
const linkers: readonly Linker[] = [
  (blob, name) => symlink(relative(dirname(name), blob), name),
  rename,
]

/**
 * Gives a blob its name in a snapshot, as a relative symbolic link where possible. An older file of
 * that name is replaced in one step.
 */
async function linkSnapshot(blob: string, pointer: string): Promise<void> {
  await makeFolder(pointer)
  const fresh = `${pointer}.${randomUUID()}`
  let reason: unknown
  for (const link of linkers) {
    try {
      await link(blob, fresh)
      await rename(fresh, pointer)
      return
    } catch (thrown) {
      reason = thrown
      await rm(fresh, { force: true })
    }
  }
  throw writeError(pointer, reason)
}

async function makeFolder(file: string): Promise<void> {
  await makeFolders(dirname(file)).catch((thrown: unknown) => {
    throw writeError(file, thrown)
  })
}

async function isWhole(file: string, remote: RemoteFile): Promise<boolean> {
  return (await sizeOf(file)) === remote.bytes
}

/** The size of a file in bytes; undefined if it does not exist. */
export async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
