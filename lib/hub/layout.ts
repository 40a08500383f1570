import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ModelDescriptor } from '../models/descriptor'
import type { StoreSettings } from './settings'

export type Source = NonNullable<ModelDescriptor['source']>

/**
 * The layout of the cache, which Python's huggingface_hub shares:
 *
 *     models--<owner>--<name>/refs/<revision>               the commit that a branch stands for
 *     models--<owner>--<name>/snapshots/<commit>/<path>     relative link to a blob
 *     models--<owner>--<name>/blobs/<etag>                  the bytes; the SHA-256 for large files
 */
export function repositoryFolder(settings: StoreSettings, source: Source): string {
  return join(settings.cacheFolder, `models--${source.repository.replace('/', '--')}`)
}

/** The path of a file in a snapshot, whether it exists or not. */
export function snapshotFile(
  settings: StoreSettings,
  source: Source,
  commit: string,
  path: string,
): string {
  return join(repositoryFolder(settings, source), 'snapshots', commit, ...path.split('/'))
}

/** The commit that a source's revision stands for in the cache; undefined if none is known. */
export async function cachedCommit(
  settings: StoreSettings,
  source: Source,
): Promise<string | undefined> {
  if (isCommit(source.revision)) return source.revision
  const content = await readFile(referenceFile(settings, source), 'utf8').catch(() => '')
  return isCommit(content.trim()) ? content.trim() : undefined
}

/** Where a file that is copied in by hand belongs; external data belongs beside its graph. */
export function manualCopyPath(
  settings: StoreSettings,
  descriptor: ModelDescriptor,
  path: string,
): string {
  return join(settings.folder, descriptor.id, basename(path))
}

/**
 * The folder that a user's custom models are looked for in. It keeps its name of version 0.1.0, so
 * that models added then are found.
 */
export function customModelsFolder(settings: StoreSettings): string {
  return join(settings.folder, 'own')
}

/** The file that holds the commit which a branch stands for. */
export function referenceFile(settings: StoreSettings, source: Source): string {
  return join(repositoryFolder(settings, source), 'refs', source.revision)
}

/** The path of a blob in the cache, whether it exists or not. */
export function blobFile(settings: StoreSettings, source: Source, name: string): string {
  return join(repositoryFolder(settings, source), 'blobs', name)
}

/** The URL of a file's bytes. */
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
