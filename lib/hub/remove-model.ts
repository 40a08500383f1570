import { readdir, readlink, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DepthError } from '../errors'
import type { ModelDescriptor } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { partialFile, sizeOf } from './blob'
import { isBlobName } from './digest'
import { writeError } from '../write-file-atomic'
import {
  blobFile,
  cachedCommit,
  manualCopyPath,
  isCommit,
  referenceFile,
  repositoryFolder,
  snapshotFile,
  type Source,
} from './layout'
import type { StoreSettings } from './settings'
import { forgetPartial, readPartial } from './partial-downloads'

/**
 * Deletes one precision of a published model: its files in the snapshot, the blobs that no other
 * snapshot uses, what was copied in by hand, and what a download left.
 *
 * @throws DepthError CONFIG_INVALID for a model that was not downloaded, FILE_NOT_WRITABLE.
 */
export async function removeModel(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
): Promise<void> {
  const { source } = descriptor
  const model = descriptor.files[precision]
  if (source === undefined || model === undefined) {
    throw new DepthError(
      'CONFIG_INVALID',
      `${descriptor.name} has no downloaded ${precision} file: bundled and custom models are not deleted here.`,
    )
  }
  const commit = await cachedCommit(settings, source)
  const paths = [model, ...(model.externalData ?? [])].map((file) => file.path)
  try {
    for (const path of paths) {
      await removeWithFolder(manualCopyPath(settings, descriptor, path))
      if (commit !== undefined) await removeFromSnapshot(settings, source, commit, path)
    }
    for (const { blob } of await readPartial(settings, descriptor.id, precision)) {
      await rm(partialFile(blobFile(settings, source, blob)), { force: true })
    }
    await forgetPartial(settings, descriptor.id, precision)
    if (commit !== undefined) await removeEmpty(settings, source, commit)
  } catch (thrown) {
    throw writeError(repositoryFolder(settings, source), thrown)
  }
}

async function removeFromSnapshot(
  settings: StoreSettings,
  source: Source,
  commit: string,
  path: string,
): Promise<void> {
  const pointer = snapshotFile(settings, source, commit, path)
  const blob = await targetOf(pointer)
  await removeWithFolder(pointer)
  if (blob === undefined || !isBlob(settings, source, blob)) return
  const others = await pointersIn(join(repositoryFolder(settings, source), 'snapshots'))
  const targets = await Promise.all(others.map(targetOf))
  if (!targets.includes(blob)) await rm(blob, { force: true })
}

/** Whether a path is that of a blob: a link may lead anywhere. */
function isBlob(settings: StoreSettings, source: Source, path: string): boolean {
  return isBlobName(basename(path)) && path === resolve(blobFile(settings, source, basename(path)))
}

/** What a file of a snapshot links to; undefined if it is not a link, or absent. */
async function targetOf(pointer: string): Promise<string | undefined> {
  const target = await readlink(pointer).catch(() => undefined)
  return target === undefined ? undefined : resolve(dirname(pointer), target)
}

async function pointersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((): string[] => [])
  return entries.map((entry) => join(folder, entry))
}

/** The folder stays if something else is in it. */
async function removeWithFolder(file: string): Promise<void> {
  await rm(file, { force: true })
  await rmdir(dirname(file)).catch(() => undefined)
}

/** Python's cache scan reports a reference to a deleted snapshot as damage. */
async function removeEmpty(settings: StoreSettings, source: Source, commit: string): Promise<void> {
  const folder = repositoryFolder(settings, source)
  const snapshots = join(folder, 'snapshots')
  await rmdir(join(snapshots, commit)).catch(() => undefined)
  const left = await readdir(snapshots).catch((): string[] => [])
  if (!left.includes(commit) && !isCommit(source.revision)) {
    await rm(referenceFile(settings, source), { force: true })
  }
  const hasFiles = (await Promise.all((await pointersIn(folder)).map(sizeOf))).some(isNumber)
  if (!hasFiles) await rm(folder, { recursive: true, force: true })
}

function isNumber(value: number | undefined): boolean {
  return value !== undefined
}
