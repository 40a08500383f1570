import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelDescriptor } from '../models/descriptor'
import type { StoreSettings } from './settings'

export type Source = NonNullable<ModelDescriptor['source']>

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
  const content = await readFile(referenceFile(settings, source), 'utf8').catch(() => '')
  return isCommit(content.trim()) ? content.trim() : undefined
}

/** Where a file that was carried over by hand has to lie; weights beside the graph lie beside it. */
export function manualCopyPath(
  settings: StoreSettings,
  descriptor: ModelDescriptor,
  path: string,
): string {
  return join(settings.folder, descriptor.id, basename(path))
}

/**
 * The folder in which a user's custom models are looked for. It keeps the name that version 0.1.0
 * gave it, so that what lies in it is found.
 */
export function customModelsFolder(settings: StoreSettings): string {
  return join(settings.folder, 'own')
}

/** The file that holds the commit which a branch stands for. */
export function referenceFile(settings: StoreSettings, source: Source): string {
  return join(repositoryFolder(settings, source), 'refs', source.revision)
}

/** Where a blob of the cache lies. */
export function blobFile(settings: StoreSettings, source: Source, name: string): string {
  return join(repositoryFolder(settings, source), 'blobs', name)
}

/** The address that answers with a file's bytes. */
export function resolveUrl(
  endpoint: string,
  { repository, revision }: Source,
  path: string,
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  return `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${encoded}`
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision)
}
