import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, DepthError, messageOf } from '../../errors'
import { isDepth, readingOf } from '../../depth/regions/reading'
import type { DepthFrame } from '../../frames/depth-frame'
import { requireUsable } from '../../frames/require-usable'
import { removeLeftFiles } from '../../left-files'
import { RecentlyUsed } from '../../timing/recently-used'
import { writeError, writeFileAtomic } from '../../write-file-atomic'
import { decodeEmptyMap, emptyMapOf, encodeEmptyMap, type KeptEmptyMap } from './empty-map-file'

/** As many maps as a node keeps, in memory and on disk; the oldest file gives way. */
const mostMaps = 64
const extension = '.depth'

/**
 * The empty maps of a node, one for each key: files in a folder, written whole, which survive a deploy
 * and a restart. They stay when the node is removed, so that undoing that brings them back.
 */
export class EmptyMaps {
  readonly #folder: string
  readonly #kept = new RecentlyUsed<string, Promise<KeptEmptyMap | undefined>>(mostMaps)

  /** @param folder of this node alone */
  constructor(folder: string) {
    this.#folder = folder
    void removeLeftFiles(folder)
  }

  /**
   * The map of a key; undefined where none was taken, or where it could not be read before.
   *
   * @throws DepthError FILE_UNREADABLE, once for each key
   */
  of(key: string): Promise<KeptEmptyMap | undefined> {
    const read = this.#kept.get(key, () => this.#read(key))
    read.catch(() => this.#kept.set(key, Promise.resolve(undefined)))
    return read
  }

  /**
   * Takes a frame as the empty map of a key.
   *
   * @throws DepthError INPUT_UNSUPPORTED, IMAGE_UNUSABLE, FILE_NOT_WRITABLE, DISK_FULL; the map before is
   * kept then
   */
  async take(key: string, frame: DepthFrame): Promise<KeptEmptyMap> {
    requireUsable(frame, 'its depth cannot be the empty map. The one before is kept')
    requireDepth(frame)
    const map = emptyMapOf(frame, key, new Date())
    await writeFileAtomic(this.#file(key), encodeEmptyMap(map))
    this.#kept.set(key, Promise.resolve(map))
    await this.#dropOldest()
    return map
  }

  /** @throws DepthError FILE_NOT_WRITABLE */
  async forget(key: string): Promise<void> {
    const file = this.#file(key)
    await rm(file, { force: true }).catch((thrown: unknown) => {
      throw writeError(file, thrown)
    })
    this.#kept.set(key, Promise.resolve(undefined))
  }

  async #read(key: string): Promise<KeptEmptyMap | undefined> {
    const file = this.#file(key)
    try {
      const map = decodeEmptyMap(await readFile(file))
      if (map !== undefined) return map
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined
      throw unreadable(file, messageOf(cause), cause)
    }
    throw unreadable(file, 'it is damaged')
  }

  async #dropOldest(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(extension))
    if (names.length <= mostMaps) return
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(this.#folder, name)
        return { file, time: (await stat(file)).mtimeMs }
      }),
    )
    files.sort((a, b) => a.time - b.time)
    for (const { file } of files.slice(0, -mostMaps)) await rm(file, { force: true })
  }

  /** A key may have any characters, and any length. */
  #file(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 32)
    return join(this.#folder, `${hash}${extension}`)
  }
}

/** Nothing can be compared with a map that has no depth, or relative depth that is the same everywhere. */
function requireDepth(frame: DepthFrame): void {
  const unit = readingOf(frame)?.unit
  if (unit !== undefined && frame.data.some((value) => isDepth(value, unit))) return
  throw new DepthError(
    'INPUT_UNSUPPORTED',
    'The frame has no depth, or the same depth everywhere, so it cannot be the empty map. The one before is ' +
      'kept. Send a frame that shows the scene.',
  )
}

function unreadable(file: string, reason: string, cause?: unknown): DepthError {
  return new DepthError(
    'FILE_UNREADABLE',
    `The empty map ${file} cannot be read: ${reason}. Take it again with msg.reference = true.`,
    { cause },
  )
}
