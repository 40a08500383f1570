import { join } from 'node:path'
import { DepthError } from '../errors'
import type { ModelDescriptor } from '../models/descriptor'
import { writeFileAtomic } from '../write-file-atomic'
import { takeLock } from './lock'
import { readRecord } from './records'
import type { StoreSettings } from './settings'

/** Which license was accepted for a model, and when (ISO 8601). */
interface Acceptance {
  readonly spdx: string
  readonly accepted: string
}

/**
 * Whether a model may be downloaded: a license that forbids commercial use has to be accepted once
 * per store.
 */
export async function isLicenseAccepted(
  descriptor: ModelDescriptor,
  settings: StoreSettings,
): Promise<boolean> {
  if (descriptor.license.commercial) return true
  const acceptances = await readAcceptances(settings)
  return acceptances[descriptor.id]?.spdx === descriptor.license.spdx
}

/** How long another process may take to write the record, in milliseconds. */
const recordLock = { pollMs: 20, staleMs: 5_000 }

/** Records that the user accepts the license of a model. @throws DepthError FILE_NOT_WRITABLE, DISK_FULL */
export async function acceptLicense(
  descriptor: ModelDescriptor,
  settings: StoreSettings,
): Promise<void> {
  const acceptance: Acceptance = {
    spdx: descriptor.license.spdx,
    accepted: new Date().toISOString(),
  }
  const file = recordFile(settings)
  const { signal } = new AbortController()
  const lock = await takeLock(`${file}.lock`, { ...recordLock, signal })
  try {
    const acceptances = { ...(await readAcceptances(settings)), [descriptor.id]: acceptance }
    await writeFileAtomic(file, `${JSON.stringify(acceptances, null, 2)}\n`)
  } finally {
    await lock.release()
  }
}

/** @throws DepthError LICENSE_NOT_ACCEPTED */
export async function requireLicense(
  descriptor: ModelDescriptor,
  settings: StoreSettings,
): Promise<void> {
  if (await isLicenseAccepted(descriptor, settings)) return
  const { spdx, url } = descriptor.license
  throw new DepthError(
    'LICENSE_NOT_ACCEPTED',
    `${descriptor.name} is licensed under ${spdx}${url === undefined ? '' : ` (${url})`}, which forbids commercial use. Accept it in the node's dialog, once, and download again.`,
  )
}

/** Spelled as version 0.1.0 named it, so that what was accepted then stays accepted. */
function recordFile(settings: StoreSettings): string {
  return join(settings.folder, 'licences.json')
}

async function readAcceptances(
  settings: StoreSettings,
): Promise<Readonly<Record<string, Partial<Acceptance> | undefined>>> {
  const record = await readRecord(recordFile(settings))
  const isObject = typeof record === 'object' && record !== null
  return isObject ? (record as Record<string, Partial<Acceptance>>) : {}
}
