import { readFile } from 'node:fs/promises'

/** A small JSON file of the store; undefined where it is absent or damaged. */
export async function readRecord(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown
  } catch {
    return undefined
  }
}
