import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Precision } from '../models/precision'
import { writeFileAtomic } from '../write-file-atomic'
import { isBlobName } from './digest'
import { readRecord } from './records'
import type { RemoteModel } from './remote-files'
import type { StoreSettings } from './settings'

/** A file of a download that has started and not ended. */
interface PartialFile {
  /** Name of its blob. */
  readonly blob: string
  readonly bytes: number
}

/**
 * Records what a download fetches: a partial blob is named by its checksum, which does not say which
 * model it belongs to.
 */
export async function recordPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
  remote: RemoteModel,
): Promise<void> {
  const files: PartialFile[] = remote.files.map(({ digest, bytes }) => ({
    blob: digest.hex,
    bytes,
  }))
  await writeFileAtomic(recordFile(settings, id, precision), JSON.stringify(files))
}

/** The files of a download that has started and not ended; empty if there is none. */
export async function readPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
): Promise<readonly PartialFile[]> {
  const record = await readRecord(recordFile(settings, id, precision))
  return Array.isArray(record) ? record.filter(isPartialFile) : []
}

/** The name becomes a path, which may be deleted. */
function isPartialFile(entry: unknown): entry is PartialFile {
  const { blob, bytes } = (entry ?? {}) as Partial<PartialFile>
  return isBlobName(blob) && Number.isSafeInteger(bytes)
}

export async function forgetPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
): Promise<void> {
  await rm(recordFile(settings, id, precision), { force: true })
}

/** In the folder that version 0.1.0 named, so that its partial downloads are resumed. */
function recordFile(settings: StoreSettings, id: string, precision: Precision): string {
  return join(settings.folder, 'unfinished', `${id}.${precision}.json`)
}
