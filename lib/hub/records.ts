import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { diskError } from './errors'

/** A small JSON file of the store; undefined where it is absent or damaged. */
export async function readRecord(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}

/**
 * Writes a small file in one step, so that a reader never sees half of it.
 *
 * @throws DepthError FILE_UNREADABLE, DISK_FULL
 */
export async function writeFileAtomic(file: string, content: string): Promise<void> {
  const fresh = `${file}.${randomUUID()}`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(fresh, content)
    await rename(fresh, file)
  } catch (thrown) {
    throw diskError(file, thrown)
  }
}
