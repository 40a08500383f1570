import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { removeLeftFiles } from '../left-files'
import { writeFileAtomic } from '../write-file-atomic'
import type { Anchor } from './stream'

/** One saved anchor. */
interface AnchorFile {
  readonly version: 1
  readonly id: string
  /** float32, little endian, base64. */
  readonly values: string
}

/** The stream of frames that an anchor belongs to: those of a key, as far as they are of one kind. */
export interface StreamName {
  readonly key: string
  /** Tells the kinds of frames apart that have one key: their model, sizes and crop. */
  readonly kind: string
}

/** As many files as a node keeps; the oldest ones give way. */
const mostFiles = 64

/**
 * The anchors of a node on disk, one file for each stream, written whole. They survive a restart, a
 * deploy and a crash, so that relative depth keeps its scale and a calibration stays valid.
 */
export class SavedAnchors {
  /** @param folder of this node alone */
  constructor(private readonly folder: string) {
    void removeLeftFiles(folder)
  }

  /** The anchor of a stream; undefined where none was saved or its file cannot be read. */
  async read(stream: StreamName): Promise<Anchor | undefined> {
    try {
      return anchorOf(JSON.parse(await readFile(this.#file(stream), 'utf8')))
    } catch {
      return undefined
    }
  }

  /** @throws DepthError FILE_NOT_WRITABLE, DISK_FULL */
  async write(stream: StreamName, { id, values }: Anchor): Promise<void> {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
    const file: AnchorFile = { version: 1, id, values: bytes.toString('base64') }
    await writeFileAtomic(this.#file(stream), JSON.stringify(file))
    await this.#removeOldest()
  }

  /** Removes the anchors of a key, or of all. */
  async remove(key?: string): Promise<void> {
    for (const file of await this.#files()) {
      if (key === undefined || file.startsWith(hashed(key))) await this.#remove(file)
    }
  }

  async #removeOldest(): Promise<void> {
    const files = await this.#files()
    if (files.length <= mostFiles) return
    const ages = await Promise.all(
      files.map(async (file) => ({ file, at: await lastChange(join(this.folder, file)) })),
    )
    ages.sort((a, b) => a.at - b.at)
    for (const { file } of ages.slice(0, -mostFiles)) await this.#remove(file)
  }

  async #remove(file: string): Promise<void> {
    await rm(join(this.folder, file), { force: true }).catch(() => undefined)
  }

  #files(): Promise<string[]> {
    return readdir(this.folder).catch(() => [])
  }

  #file({ key, kind }: StreamName): string {
    return join(this.folder, `${hashed(key)}-${hashed(kind)}.json`)
  }
}

/** Keys may hold anything, and be of any length. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

async function lastChange(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
}

function anchorOf(value: unknown): Anchor | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { version, id, values } = value as Partial<Record<keyof AnchorFile, unknown>>
  if (version !== 1 || typeof id !== 'string' || typeof values !== 'string') return undefined
  const bytes = Uint8Array.from(Buffer.from(values, 'base64'))
  if (bytes.length % 4 !== 0) return undefined
  return { id, values: new Float32Array(bytes.buffer) }
}
