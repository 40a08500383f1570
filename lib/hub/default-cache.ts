import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Where downloads are kept when nobody says so: where Python's huggingface_hub keeps them, in the
 * user's home. In the package's own folder instead, which Node-RED keeps, where the home is not
 * there, cannot be written, or is the layer of a container that goes with its next update.
 *
 * @param home of the user; undefined where there is none
 * @param folder the package's own folder, in Node-RED's user directory
 */
export function defaultCacheFolder(home: string | undefined, folder: string): string {
  const ownCache = join(folder, 'hub')
  if (home === undefined || home === '') return ownCache
  const shared = join(home, '.cache', 'huggingface', 'hub')
  if (!isWritable(shared)) return ownCache
  return isPassing(shared) && !isPassing(folder) ? ownCache : shared
}

function isWritable(folder: string): boolean {
  try {
    accessSync(existingPart(folder), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Magic numbers of Linux for file systems that a container starts with: overlayfs and tmpfs. */
const passing: ReadonlySet<number> = new Set([0x794c7630, 0x01021994])

/** Whether a folder is on a file system that is gone when its container is replaced. */
function isPassing(folder: string): boolean {
  return process.platform === 'linux' && passing.has(statfsSync(existingPart(folder)).type)
}

/** The folder, or the nearest one above it that exists. */
function existingPart(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existingPart(dirname(folder))
}
