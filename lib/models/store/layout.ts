import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelDescriptor } from '../descriptor'
import type { StoreSettings } from './settings'

type Source = NonNullable<ModelDescriptor['source']>

/**
 * Names and places in the cache that Python's huggingface_hub shares:
 *
 *     models--<owner>--<name>/refs/<revision>               the commit that a branch stands for
 *     models--<owner>--<name>/snapshots/<commit>/<path>     relative link to a blob
 *     models--<owner>--<name>/blobs/<etag>                  the bytes; the SHA-256 for large files
 */
export function repositoryFolder(settings: StoreSettings, source: Source): string {
  return join(settings.cacheFolder, `models--${source.repository.replace('/', '--')}`)
}

/** The path of a file in a snapshot, whether it is there or not. */
export function snapshotFile(
  settings: StoreSettings,
  source: Source,
  commit: string,
  path: string,
): string {
  return join(repositoryFolder(settings, source), 'snapshots', commit, ...path.split('/'))
}

/** The commit that a source's revision stands for in the cache; undefined where none is known. */
export async function cachedCommit(
  settings: StoreSettings,
  source: Source,
): Promise<string | undefined> {
  if (isCommit(source.revision)) return source.revision
  const reference = join(repositoryFolder(settings, source), 'refs', source.revision)
  const content = await readFile(reference, 'utf8').catch(() => '')
  return isCommit(content.trim()) ? content.trim() : undefined
}

/** Where a file that was carried over by hand has to lie; weights beside the graph lie beside it. */
export function copiedFile(
  settings: StoreSettings,
  descriptor: ModelDescriptor,
  path: string,
): string {
  return join(settings.folder, descriptor.id, basename(path))
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}
