import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Precision } from '../models/descriptor'
import { writeFileAtomic } from '../write-file-atomic'
import { readRecord } from './records'
import type { RemoteModel } from './remote-files'
import type { StoreSettings } from './settings'

/** A file of a download that has begun. */
interface UnfinishedFile {
  /** Name of its blob. */
  readonly blob: string
  readonly bytes: number
}

/**
 * Notes what a download is fetching: partial blobs bear checksums for names, which do not tell
 * whose they are.
 */
export async function recordPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
  remote: RemoteModel,
): Promise<void> {
  const files: UnfinishedFile[] = remote.files.map(({ digest, bytes }) => ({
    blob: digest.hex,
    bytes,
  }))
  await writeFileAtomic(noteFile(settings, id, precision), JSON.stringify(files))
}

/** The files of a download that has begun and not ended; empty where there is none. */
export async function readPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
): Promise<readonly UnfinishedFile[]> {
  const record = await readRecord(noteFile(settings, id, precision))
  return Array.isArray(record) ? (record as UnfinishedFile[]) : []
}

export async function forgetPartial(
  settings: StoreSettings,
  id: string,
  precision: Precision,
): Promise<void> {
  await rm(noteFile(settings, id, precision), { force: true })
}

function noteFile(settings: StoreSettings, id: string, precision: Precision): string {
  return join(settings.folder, 'unfinished', `${id}.${precision}.json`)
}
