import { constants } from 'node:fs'
import { open, realpath, stat, type FileHandle } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DepthError, messageOf } from '../../errors'
import { excerpt } from '../../excerpt'
import { readEncoded } from '../encoded'
import { carried } from './carried'
import type { ImageSource, OpenedImage, SourceRules } from './image-source'
import { notAPath } from './not-a-path'
import { pathHint } from './path-hints'
import { forbidden, Roots } from './roots'
import { textSource } from './text-source'

export interface FileRules {
  /** Where relative paths start; by default the folder of the process. */
  readonly workingDirectory?: string | undefined
  /** Folders that files must lie in, symbolic links followed; by default every folder. */
  readonly roots?: readonly string[] | undefined
  /** Larger files are refused, in bytes. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/** The path of a file: any other text that may be one. */
export const filePathSource: ImageSource = textSource({
  name: 'a file path',
  isReference: true,
  matches: (text) => text !== '' && notAPath(text) === undefined,
  open: (path, _label, rules) => openFile(path, rules),
})

export const fileUrlSource: ImageSource = textSource({
  name: 'a file: URL',
  isReference: true,
  matches: (text) => /^file:\//i.test(text),
  open: (text, label, rules) => openFile(pathOf(text, label), rules),
})

function openFile(path: string, rules: SourceRules): Promise<OpenedImage> {
  const source = `file ${resolveFile(path, rules.workingDirectory)}`
  const read = async () => carried(await readImageFile(path, rules))
  return readEncoded(read, source, rules.maxPixels)
}

function pathOf(fileUrl: string, label: string): string {
  try {
    return fileURLToPath(fileUrl)
  } catch (cause) {
    throw new DepthError(
      'FILE_UNREADABLE',
      `${label} is a file: URL that names no file of this machine (${excerpt(fileUrl)}). Write it as file:///folder/image.jpg.`,
      { cause },
    )
  }
}

/** Two of these flags exist only on some systems. */
const openFlags =
  constants.O_RDONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0)

/** The path at which a file named in a flow lies. */
function resolveFile(path: string, workingDirectory = process.cwd()): string {
  return resolve(workingDirectory, path)
}

/**
 * Reads a regular file.
 *
 * @throws DepthError FILE_FORBIDDEN, FILE_NOT_FOUND, FILE_UNREADABLE
 */
async function readImageFile(path: string, rules: FileRules): Promise<Buffer> {
  const { workingDirectory = process.cwd(), roots: folders } = rules
  const wanted = resolveFile(path, workingDirectory)
  const roots = folders === undefined ? undefined : await Roots.of(folders, workingDirectory)
  if (roots?.names(wanted) === false) throw forbidden(path)
  // Where files are confined, the path may come from a stranger.
  const shown = roots === undefined ? wanted : path
  try {
    const real = await realpath(wanted)
    if (roots?.hold(real) === false) throw forbidden(path)
    // Before opening it, since opening a device may do something and opening a pipe may wait.
    checkFile(await stat(real), shown, rules)
    const handle = await open(real, openFlags)
    try {
      if ((await roots?.holdOpened(handle, real)) === false) throw forbidden(path)
      checkFile(await handle.stat(), shown, rules)
      return await readAtMost(handle, shown, rules)
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    if (!(thrown instanceof DepthError) && (await roots?.isLeft(wanted)) === true) {
      throw forbidden(path)
    }
    throw asFileError(thrown, shown, path)
  }
}

/**
 * The real path of a regular file that may be read, for a program that opens it itself.
 *
 * @throws DepthError FILE_FORBIDDEN, FILE_NOT_FOUND, FILE_UNREADABLE
 */
export async function allowedFile(
  path: string,
  {
    workingDirectory = process.cwd(),
    roots: folders,
  }: Pick<FileRules, 'workingDirectory' | 'roots'>,
): Promise<string> {
  const wanted = resolveFile(path, workingDirectory)
  const roots = folders === undefined ? undefined : await Roots.of(folders, workingDirectory)
  if (roots?.names(wanted) === false) throw forbidden(path)
  try {
    const real = await realpath(wanted)
    if (roots?.hold(real) === false) throw forbidden(path)
    checkFile(await stat(real), path, { maxBytes: Infinity })
    return real
  } catch (thrown) {
    if (!(thrown instanceof DepthError) && (await roots?.isLeft(wanted)) === true) {
      throw forbidden(path)
    }
    throw asFileError(thrown, roots === undefined ? wanted : path, path)
  }
}

const chunkBytes = 2 ** 20

/** The bytes are counted: those of /proc say that they have none, and others grow. */
async function readAtMost(
  handle: FileHandle,
  path: string,
  { maxBytes, signal }: FileRules,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for (;;) {
    signal?.throwIfAborted()
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes))
    if (bytesRead === 0) break
    length += bytesRead
    if (length > maxBytes) throw tooLarge(path, 'more', maxBytes)
    chunks.push(buffer.subarray(0, bytesRead))
  }
  return Buffer.concat(chunks, length)
}

function checkFile(
  file: { isFile(): boolean; isDirectory(): boolean; readonly size: number },
  path: string,
  { maxBytes }: FileRules,
): void {
  if (!file.isFile()) {
    const kind = file.isDirectory() ? 'a folder' : 'not a regular file'
    throw new DepthError('FILE_UNREADABLE', `${path} is ${kind}. Name an image file.`)
  }
  if (file.size > maxBytes) throw tooLarge(path, `${file.size} bytes, more`, maxBytes)
}

function tooLarge(path: string, size: string, maxBytes: number): DepthError {
  return new DepthError(
    'FILE_UNREADABLE',
    `${path} has ${size} than the limit of ${maxBytes} bytes. Raise "Largest file" in the node.`,
  )
}

/** The longest path that an error shows. */
const shownPath = 250

function asFileError(thrown: unknown, path: string, given: string): DepthError {
  if (thrown instanceof DepthError) return thrown
  // A URL without its scheme may have a password.
  const shown = excerpt(path.replace(/[^\s/]+:[^\s/]+@/, ''), shownPath)
  const cause = { cause: thrown }
  const { code, name } = thrown as NodeJS.ErrnoException
  if (name === 'AbortError') {
    return new DepthError('CLOSED', `The node was closed while ${shown} was being read.`)
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const message = `The file ${shown} does not exist. ${pathHint(given)}`
    return new DepthError('FILE_NOT_FOUND', message, cause)
  }
  // Without what Node.js adds: the system call and the path.
  const reason = messageOf(thrown).split(', ', 1)[0] ?? ''
  const message = `${shown} cannot be read: ${reason}. Check its name and permissions.`
  return new DepthError('FILE_UNREADABLE', message, cause)
}
