import { randomUUID } from 'node:crypto'
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, DepthError, messageOf } from './errors'
import { excerpt } from './excerpt'
import { makeFolders } from './make-folders'

/**
 * Writes a file in one step, so that a reader never sees half of it. Folders on the way to it are
 * made. What is no file, such as a device, is not replaced.
 *
 * @param check sees the open file before anything is written, and throws where that must not be
 * @throws DepthError FILE_NOT_WRITABLE, DISK_FULL, and what `check` throws
 */
export async function writeFileAtomic(
  file: string,
  content: string | Uint8Array,
  check?: (handle: FileHandle, path: string) => Promise<void>,
): Promise<void> {
  const fresh = join(dirname(file), freshName(basename(file)))
  try {
    await makeFolders(dirname(file))
    await requireReplaceable(file)
    // Fails where anything has that name, a link as well.
    const handle = await open(fresh, 'wx')
    try {
      await check?.(handle, fresh)
      await handle.writeFile(content)
    } finally {
      await handle.close()
    }
    await rename(fresh, file)
  } catch (thrown) {
    await rm(fresh, { force: true }).catch(() => undefined)
    throw writeError(file, thrown)
  }
}

const longestStem = 200

/** The name while the file is not whole: no longer than file systems allow, where that of the file is not. */
function freshName(name: string): string {
  return `${Buffer.from(name).subarray(0, longestStem).toString()}.${randomUUID()}`
}

async function requireReplaceable(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined || found.isFile() || found.isSymbolicLink()) return
  throw new Error('it is not a file')
}

const diskFull: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** The error for a file that could not be written, moved or deleted. */
export function writeError(file: string, thrown: unknown): DepthError {
  if (thrown instanceof DepthError) return thrown
  if (diskFull.has(codeOf(thrown))) {
    return new DepthError(
      'DISK_FULL',
      `The disk is full while writing ${file}. Make room, or choose a folder on another disk.`,
      { cause: thrown },
    )
  }
  if (codeOf(thrown) === 'ENAMETOOLONG') {
    return new DepthError(
      'FILE_NOT_WRITABLE',
      `${excerpt(file)} cannot be written: the name is too long. File systems take 255 bytes for a name and ` +
        'mostly 4096 for a path. Choose a shorter one.',
      { cause: thrown },
    )
  }
  return new DepthError(
    'FILE_NOT_WRITABLE',
    `${file} cannot be written: ${messageOf(thrown)}. Check the permissions of its folder, or choose another one.`,
    { cause: thrown },
  )
}
