import { lstat, realpath } from 'node:fs/promises'
import { join, parse, sep } from 'node:path'

/** How far of a path is there. */
export interface Nearest {
  /** The longest part of the path that is there, by its name. */
  readonly path: string
  /** Where that lies, links followed. */
  readonly real: string
  /** Whether a link to nowhere follows. */
  readonly isLink: boolean
}

/**
 * How far of a whole path is there. The way goes from the top, so that it ends where nothing is: a path from a
 * message may name a million folders.
 */
export async function nearestOf(path: string): Promise<Nearest> {
  const { root } = parse(path)
  let found: Nearest = { path: root, real: root, isLink: false }
  for (const name of path.slice(root.length).split(sep)) {
    const next = join(found.path, name)
    const real = await realpath(next).catch(() => undefined)
    if (real === undefined) {
      const isLink = await lstat(next).then(
        (entry) => entry.isSymbolicLink(),
        () => false,
      )
      return { ...found, isLink }
    }
    found = { path: next, real, isLink: false }
  }
  return found
}
