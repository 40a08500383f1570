import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './errors'

/**
 * Makes a folder and all that are missing on the way to it. Node's own `recursive` tries forever where
 * a file system answers that a new folder does not exist, as that of /proc does.
 *
 * @throws what `stat` and `mkdir` throw
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await isThere(folder)) return
  const parent = dirname(folder)
  if (parent !== folder) await makeFolders(parent)
  await mkdir(folder).catch((thrown: unknown) => {
    if (codeOf(thrown) !== 'EEXIST') throw thrown
  })
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (thrown: unknown) => {
      if (codeOf(thrown) === 'ENOENT') return false
      throw thrown
    },
  )
}
