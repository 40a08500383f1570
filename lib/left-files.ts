import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What `writeFileAtomic` calls a file that is not whole yet. */
const unfinished = /\.[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Removes files that `writeFileAtomic` had not finished in a folder when an earlier process was killed. Never
 * fails: what cannot be removed stays.
 */
export async function removeLeftFiles(folder: string): Promise<void> {
  const started = Date.now() - 1000 * process.uptime()
  const names = await readdir(folder).catch(() => [])
  await Promise.all(
    names
      .filter((name) => unfinished.test(name))
      .map(async (name) => {
        const file = join(folder, name)
        try {
          if ((await stat(file)).mtimeMs < started) await rm(file, { force: true })
        } catch {
          // Another one may have removed it.
        }
      }),
  )
}
