import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { DepthError, messageOf } from '../../errors'

export interface FileRules {
  /** Where relative paths begin; the process's folder unless given. */
  readonly workingDirectory?: string | undefined
  /** Folders that files must lie in, symbolic links followed; every folder is open unless given. */
  readonly roots?: readonly string[] | undefined
  /** Larger files are refused, in bytes. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/** What libuv may do only on some systems is simply not asked for on the others. */
const openFlags =
  constants.O_RDONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0)

/** The path at which a file named in a flow lies. */
export function resolveFile(path: string, workingDirectory = process.cwd()): string {
  return resolve(workingDirectory, path)
}

/**
 * Reads a regular file.
 *
 * @throws DepthError FILE_FORBIDDEN, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function readImageFile(path: string, rules: FileRules): Promise<Buffer> {
  const wanted = resolveFile(path, rules.workingDirectory)
  const roots = await realRoots(rules)
  // Asked before the file system is touched, so that nobody learns which files exist outside.
  if (roots !== undefined && !isInside([...roots.given, ...roots.real], wanted)) {
    throw forbidden(wanted)
  }
  try {
    const real = await realpath(wanted)
    if (roots !== undefined && !isInside(roots.real, real)) throw forbidden(wanted)
    return await readRegularFile(real, rules)
  } catch (thrown) {
    throw asFileError(thrown, wanted)
  }
}

async function readRegularFile(path: string, rules: FileRules): Promise<Buffer> {
  // Before opening it, since opening a device may do something and opening a pipe may wait.
  checkFile(await stat(path), path, rules)
  const handle = await open(path, openFlags)
  try {
    checkFile(await handle.stat(), path, rules)
    return await handle.readFile({ signal: rules.signal })
  } finally {
    await handle.close()
  }
}

function checkFile(
  file: { isFile(): boolean; isDirectory(): boolean; readonly size: number },
  path: string,
  { maxBytes }: FileRules,
): void {
  if (!file.isFile()) {
    const kind = file.isDirectory() ? 'a folder' : 'no regular file'
    throw new DepthError('FILE_UNREADABLE', `${path} is ${kind}. Name an image file.`)
  }
  if (file.size > maxBytes) {
    throw new DepthError(
      'FILE_UNREADABLE',
      `${path} has ${file.size} bytes, more than the limit of ${maxBytes}. Raise the limit in the node.`,
    )
  }
}

/** The allowed folders as settings.js names them, and where they really lie. */
async function realRoots({
  roots,
  workingDirectory,
}: FileRules): Promise<{ given: string[]; real: string[] } | undefined> {
  if (roots === undefined) return undefined
  const given = roots.map((root) => resolveFile(root, workingDirectory))
  const real = await Promise.all(given.map((root) => realpath(root).catch(() => undefined)))
  return { given, real: real.filter((root) => root !== undefined) }
}

function isInside(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const way = relative(root, path)
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
  })
}

function forbidden(path: string): DepthError {
  return new DepthError(
    'FILE_FORBIDDEN',
    `${path} lies outside the folders that depthLoadImageRoots in settings.js allows. Move the file ` +
      'there, or add its folder.',
  )
}

function asFileError(thrown: unknown, path: string): DepthError {
  if (thrown instanceof DepthError) return thrown
  const { code, name } = thrown as NodeJS.ErrnoException
  if (name === 'AbortError') {
    return new DepthError('CLOSED', `The node was closed while ${path} was read.`)
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DepthError(
      'FILE_NOT_FOUND',
      `There is no file ${path}. Relative paths begin at fileWorkingDirectory of settings.js, or ` +
        'else where Node-RED was started.',
      { cause: thrown },
    )
  }
  return new DepthError('FILE_UNREADABLE', `${path} cannot be read: ${messageOf(thrown)}.`, {
    cause: thrown,
  })
}
