import { mkdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { basename, dirname, join, relative } from 'node:path'
import { writeError } from '../write-file-atomic'
import type { HubClient } from './hub-client'
import { blobFile, repositoryFolder, snapshotFile, type Source } from './layout'
import { takeLock, type LockOptions } from './lock'
import type { RemoteFile } from './remote-files'
import type { StoreSettings } from './settings'
import { fetchInto, type TransferOptions } from './transfer'

/** A file of a commit, and where it belongs in the cache. */
export interface BlobPlace {
  readonly settings: StoreSettings
  readonly source: Source
  readonly commit: string
}

export type BlobOptions = TransferOptions & Omit<LockOptions, 'onWait'>

/**
 * Has one file of a snapshot in the cache: found there, waited for while another node or process
 * fetches it, or fetched. Nothing bears the blob's name before it is whole and checked.
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
      await fetchInto(partial, client, remote, options)
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

/** Where the bytes of a blob are collected until they are whole. */
export function partialFile(blob: string): string {
  return `${blob}.partial`
}

/** Beside the locks of Python's huggingface_hub, in the folder that its cache scan passes over. */
function lockFile({ settings, source }: BlobPlace, remote: RemoteFile): string {
  const repository = basename(repositoryFolder(settings, source))
  return join(settings.cacheFolder, '.locks', repository, `${remote.digest.hex}.partial.lock`)
}

/** A way to let a name in a snapshot stand for a blob. */
type Linker = (blob: string, name: string) => Promise<void>

/**
 * In order of preference. Windows refuses symbolic links to most users; there Python's
 * huggingface_hub moves the blob into the snapshot, and so it is done here.
 */
const linkers: readonly Linker[] = [
  (blob, name) => symlink(relative(dirname(name), blob), name),
  rename,
]

/**
 * Lets a snapshot's path stand for a blob, by a relative symbolic link where the system has
 * them. An older name in the same place is replaced in one step.
 */
export async function linkSnapshot(
  blob: string,
  pointer: string,
  ways: readonly Linker[] = linkers,
): Promise<void> {
  await makeFolder(pointer)
  const fresh = `${pointer}.${randomUUID()}`
  let refusal: unknown
  for (const way of ways) {
    try {
      await way(blob, fresh)
      await rename(fresh, pointer)
      return
    } catch (thrown) {
      refusal = thrown
      await rm(fresh, { force: true })
    }
  }
  throw writeError(pointer, refusal)
}

async function makeFolder(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true }).catch((thrown: unknown) => {
    throw writeError(file, thrown)
  })
}

async function isWhole(file: string, remote: RemoteFile): Promise<boolean> {
  return (await sizeOf(file)) === remote.bytes
}

/** Undefined where there is no such file. */
export async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}
