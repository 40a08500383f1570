import { constants } from 'node:fs'
import { open, realpath, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DepthError } from '../errors'
import { nearestOf } from '../image/sources/nearest'
import { Roots } from '../image/sources/roots'
import { makeFolders } from '../make-folders'
import { writeError, writeFileAtomic } from '../write-file-atomic'

/** Where files may be written. */
export interface WriteRules {
  /** Where relative paths start; by default the folder of the process. */
  readonly workingDirectory?: string | undefined
  /** Folders that files must lie in, symbolic links followed; by default every folder. */
  readonly roots?: readonly string[] | undefined
}

/** A file that may be written. */
interface Destination {
  readonly file: string
  /** Throws where an open file lies outside: a folder may have been swapped for a link meanwhile. */
  readonly check: (handle: FileHandle, path: string) => Promise<void>
}

/**
 * Writes a file whole or not at all; folders on the way to it are made.
 *
 * @returns the whole path
 * @throws DepthError FILE_FORBIDDEN, FILE_NOT_WRITABLE, DISK_FULL
 */
export async function writeWhole(
  path: string,
  content: Uint8Array,
  rules: WriteRules,
): Promise<string> {
  const { file, check } = await destination(path, rules)
  await writeFileAtomic(file, content, check)
  return file
}

/**
 * Adds a line to a file, whole or not at all: what a full disk leaves of it is taken back.
 *
 * @throws DepthError as `writeWhole`
 */
export async function appendLine(path: string, line: string, rules: WriteRules): Promise<void> {
  const { file, check } = await destination(path, rules)
  try {
    const handle = await open(file, appending)
    try {
      await check(handle, file)
      const { size } = await handle.stat()
      // Where a crash has cut the last line short, this one does not become a part of it.
      const isCut = size > 0 && (await lastByte(handle, size)) !== newline
      try {
        await handle.appendFile(`${isCut ? '\n' : ''}${line}\n`)
      } catch (thrown) {
        await handle.truncate(size).catch(() => undefined)
        throw thrown
      }
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    throw writeError(file, thrown)
  }
}

const newline = 0x0a

/** No link is followed to a file that may lie anywhere; one of these flags exists only on some systems. */
const appending =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0)

async function lastByte(handle: FileHandle, size: number): Promise<number | undefined> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0]
}

async function destination(path: string, rules: WriteRules): Promise<Destination> {
  const { workingDirectory = process.cwd(), roots: folders } = rules
  const wanted = resolve(workingDirectory, path)
  if (folders === undefined) return { file: wanted, check: () => Promise.resolve() }
  try {
    for (const folder of folders) {
      await makeFolders(resolve(workingDirectory, folder)).catch(() => undefined)
    }
    const roots = await Roots.of(folders, workingDirectory)
    if (!roots.names(wanted) || !roots.hold((await nearestOf(dirname(wanted))).real)) {
      throw forbidden(path)
    }
    await makeFolders(dirname(wanted))
    const folder = await realpath(dirname(wanted))
    if (!roots.hold(folder)) throw forbidden(path)
    return {
      file: join(folder, basename(wanted)),
      check: async (handle, opened) => {
        if (!(await roots.holdOpened(handle, opened))) throw forbidden(path)
      },
    }
  } catch (thrown) {
    // Where files are confined, the path may come from a stranger, who learns no more than it says.
    throw writeError(path, thrown)
  }
}

function forbidden(path: string): DepthError {
  return new DepthError(
    'FILE_FORBIDDEN',
    `${path} lies outside the folders that depthExportRoots in settings.js allows. Choose a path ` +
      'inside of them, or add its folder.',
  )
}
