import { statfs } from 'node:fs/promises'
import { DepthError } from '../errors'
import type { ModelDescriptor, ModelFile } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { locateModel, type LocatedFile } from './locate'
import { ensureBlob, partialFile, sizeOf } from './blob'
import { withTimeLimit } from '../http/time-limit'
import { makeFolders } from '../make-folders'
import { writeError, writeFileAtomic } from '../write-file-atomic'
import { TransientError } from './errors'
import { HubClient } from './hub-client'
import { blobFile, isCommit, referenceFile, repositoryFolder, type Source } from './layout'
import { requireLicense } from './licenses'
import { describeRemote, type RemoteModel } from './remote-files'
import { canceled, withRetry } from './retry'
import type { StoreSettings } from './settings'
import { forgetPartial, recordPartial } from './partial-downloads'

/** How far a download is. */
export interface Progress {
  readonly bytes: number
  /** Undefined until the hub has sent it. */
  readonly total?: number
  /** The attempt that is made until then. */
  readonly connecting?: Connecting
}

/** An attempt to reach the hub. */
export interface Connecting {
  readonly host: string
  readonly attempt: number
  /** How many attempts there are at most. */
  readonly of: number
}

/** How long a download waits for what; all in milliseconds. */
export interface Timeouts {
  /** A server that sends nothing for this long is asked again. */
  readonly stallMs: number
  /** The commit, and size and checksum of each file, have to come within this time. */
  readonly describeMs: number
  /** Pauses before each further attempt; after the last one the download fails. */
  readonly retryDelaysMs: readonly number[]
  /** How often to check whether another process has finished the same file. */
  readonly pollMs: number
  /** Another process whose lock is not touched for this long counts as dead. */
  readonly staleMs: number
}

export const defaultTimeouts: Timeouts = {
  stallMs: 30_000,
  describeMs: 60_000,
  retryDelaysMs: [1_000, 2_000, 4_000, 8_000, 16_000],
  pollMs: 500,
  staleMs: 30_000,
}

export interface DownloadOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
  readonly timeouts?: Timeouts
}

/**
 * Puts one precision of a published model into the store: at once if it is there already, else it is
 * downloaded and checked file by file. After a cut, a cancel or a kill, only the missing part is
 * downloaded again.
 *
 * @throws DepthError OFFLINE, LICENSE_NOT_ACCEPTED, CONFIG_INVALID (nothing to download),
 *   DOWNLOAD_CANCELED, DOWNLOAD_FAILED, DOWNLOAD_DENIED, DOWNLOAD_NOT_FOUND, DOWNLOAD_CORRUPT,
 *   DISK_FULL, FILE_NOT_WRITABLE
 */
export async function downloadModel(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
  options: DownloadOptions,
): Promise<LocatedFile> {
  const present = await locateModel(descriptor, precision, settings).catch(() => undefined)
  if (present !== undefined) return present
  const { source, model } = await requireDownloadable(descriptor, precision, settings)
  const subject = `${descriptor.name} (${precision})`
  const timeouts = options.timeouts ?? defaultTimeouts
  const client = new HubClient(settings, timeouts.stallMs)
  const { host } = new URL(settings.endpoint)
  const describe = (signal: AbortSignal) =>
    describeRemote({ client, settings, descriptor, source, precision, model, signal })
  const timeoutError = () =>
    new TransientError(
      `${host} did not describe ${subject} within ${timeouts.describeMs / 1000} s. Check the connection.`,
    )
  try {
    const remote = await withRetry(
      (signal) => withTimeLimit(describe, { timeoutMs: timeouts.describeMs, timeoutError, signal }),
      {
        delaysMs: timeouts.retryDelaysMs,
        signal: options.signal,
        subject,
        onAttempt: (attempt, of) =>
          options.onProgress({ bytes: 0, connecting: { host, attempt, of } }),
      },
    )
    await recordPartial(settings, descriptor.id, precision, remote)
    await requireSpace(settings, source, remote, subject)
    await fetchAll(client, { settings, source, remote }, { ...options, ...timeouts })
    await writeReference(settings, source, remote.commit)
    await forgetPartial(settings, descriptor.id, precision)
  } catch (thrown) {
    throw options.signal.aborted ? canceled(subject) : thrown
  }
  return locateModel(descriptor, precision, settings)
}

/**
 * Checks that a download may start.
 *
 * @throws DepthError OFFLINE, LICENSE_NOT_ACCEPTED, CONFIG_INVALID (nothing to download)
 */
export async function requireDownloadable(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
): Promise<{ readonly source: Source; readonly model: ModelFile }> {
  const { source } = descriptor
  const model = descriptor.files[precision]
  if (source !== undefined && model !== undefined) {
    if (settings.offline) throw offline(descriptor)
    await requireLicense(descriptor, settings)
    return { source, model }
  }
  const reason =
    source === undefined
      ? 'its descriptor has no source'
      : `it has no ${precision} file, but ${Object.keys(descriptor.files).join(', ')}`
  throw new DepthError('CONFIG_INVALID', `${descriptor.name} cannot be downloaded: ${reason}.`)
}

function offline(descriptor: ModelDescriptor): DepthError {
  return new DepthError(
    'OFFLINE',
    `${descriptor.name} is not in the store, and downloads are switched off (in the model store node or by HF_HUB_OFFLINE). Switch them on, or copy the files in by hand, as docs/models.md describes.`,
  )
}

async function fetchAll(
  client: HubClient,
  {
    settings,
    source,
    remote,
  }: {
    readonly settings: StoreSettings
    readonly source: Source
    readonly remote: RemoteModel
  },
  options: DownloadOptions & Timeouts,
): Promise<void> {
  const total = remote.files.reduce((sum, file) => sum + file.bytes, 0)
  const place = { settings, source, commit: remote.commit }
  let finished = 0
  for (const file of remote.files) {
    const before = finished
    await ensureBlob(client, place, file, {
      ...options,
      onBytes: (bytes) => options.onProgress({ bytes: before + bytes, total }),
    })
    finished += file.bytes
  }
}

/** Refuses early what would fill the disk, which other programs need too. */
async function requireSpace(
  settings: StoreSettings,
  source: Source,
  remote: RemoteModel,
  subject: string,
): Promise<void> {
  const folder = repositoryFolder(settings, source)
  await makeFolders(folder).catch((thrown: unknown) => {
    throw writeError(folder, thrown)
  })
  let needed = 0
  for (const { bytes, digest } of remote.files) {
    const blob = blobFile(settings, source, digest.hex)
    const present = (await sizeOf(blob)) ?? (await sizeOf(partialFile(blob))) ?? 0
    needed += Math.max(0, bytes - present)
  }
  const { bavail, bsize } = await statfs(folder)
  if (needed <= bavail * bsize) return
  throw new DepthError(
    'DISK_FULL',
    `${subject} needs ${megabytes(needed)} MB more in ${settings.cacheFolder}, where ${megabytes(bavail * bsize)} MB are free. Make room, or choose another cache folder in the model store node.`,
  )
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}

/** Writes which commit the branch stands for, once all files of the model are present. */
async function writeReference(
  settings: StoreSettings,
  source: Source,
  commit: string,
): Promise<void> {
  if (isCommit(source.revision)) return
  await writeFileAtomic(referenceFile(settings, source), commit)
}
