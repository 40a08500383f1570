import type { ModelDescriptor } from '../models/descriptor'
import type { Precision } from '../models/precision'
import { locateModel } from './locate'
import { partialFile, sizeOf } from './blob'
import { blobFile } from './layout'
import type { StoreSettings } from './settings'
import { readPartial } from './partial-downloads'

/** Whether one precision of a model can be run, and how much of it is downloaded. */
export type FileState =
  | { readonly state: 'present'; readonly file: string; readonly bytes: number }
  | { readonly state: 'partial'; readonly bytes: number; readonly total: number }
  | { readonly state: 'absent' }

/** The state of one precision of a model in the store. */
export async function fileState(
  descriptor: ModelDescriptor,
  precision: Precision,
  settings: StoreSettings,
): Promise<FileState> {
  const found = await locateModel(descriptor, precision, settings).catch(() => undefined)
  if (found !== undefined) {
    return { state: 'present', file: found.file, bytes: (await sizeOf(found.file)) ?? 0 }
  }
  const { source } = descriptor
  if (source === undefined) return { state: 'absent' }
  const recorded = await readPartial(settings, descriptor.id, precision)
  const sizes = recorded.map(async ({ blob }) => {
    const file = blobFile(settings, source, blob)
    return (await sizeOf(file)) ?? (await sizeOf(partialFile(file))) ?? 0
  })
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  const total = recorded.reduce((sum, file) => sum + file.bytes, 0)
  return bytes === 0 ? { state: 'absent' } : { state: 'partial', bytes, total }
}
