import { readlink, realpath, stat, type FileHandle } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { DepthError } from '../../errors'
import { nearestOf } from './nearest'

/** The folders that files have to lie in. */
export class Roots {
  readonly #given: readonly string[]
  readonly #real: readonly string[]

  private constructor(given: readonly string[], real: readonly string[]) {
    this.#given = given
    this.#real = real
  }

  /** @param folders as settings.js names them; relative ones begin at the working directory */
  static async of(folders: readonly string[], workingDirectory: string): Promise<Roots> {
    const given = folders.map((folder) => resolve(workingDirectory, folder))
    const real = await Promise.all(given.map((folder) => realpath(folder).catch(() => undefined)))
    return new Roots(
      given,
      real.filter((folder) => folder !== undefined),
    )
  }

  /** Whether a path is inside by its name. Nobody learns which files exist outside. */
  names(path: string): boolean {
    return isInside([...this.#given, ...this.#real], path)
  }

  /** Whether a path without links is inside. */
  hold(realPath: string): boolean {
    return isInside(this.#real, realPath)
  }

  /** Whether an open file is inside: a folder may have been swapped for a link since the check. */
  async holdOpened(handle: FileHandle, path: string): Promise<boolean> {
    const opened = await pathOfOpened(handle, path)
    return opened !== undefined && this.hold(opened)
  }

  /** Whether the way to a file that cannot be opened leads outside, by a link. */
  async isLeft(path: string): Promise<boolean> {
    if (!this.names(path)) return false
    const { path: there, real, isLink } = await nearestOf(path)
    // A link to nowhere: whether its target is outside, or there, is not told.
    return isLink || (this.names(there) && !this.hold(real))
  }
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const fromRoot = relative(root, path)
    return fromRoot !== '..' && !fromRoot.startsWith(`..${sep}`) && !isAbsolute(fromRoot)
  })
}

/** Where an open file lies: Linux tells; elsewhere its path has to lead to the same file again. */
async function pathOfOpened(handle: FileHandle, path: string): Promise<string | undefined> {
  const told = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
  if (told !== undefined) return told
  const real = await realpath(path)
  const [opened, found] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(real, { bigint: true }),
  ])
  return opened.dev === found.dev && opened.ino === found.ino ? real : undefined
}

/** @param path as the flow names it: who sends it need not learn the folders of this machine */
export function forbidden(path: string): DepthError {
  return new DepthError(
    'FILE_FORBIDDEN',
    `${path} lies outside the folders that depthLoadImageRoots in settings.js allows. Move the file ` +
      'there, or add its folder.',
  )
}
