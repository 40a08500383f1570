import { readdir } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { DepthError, messageOf } from '../../lib/errors'
import { sampleNames } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'

const extensions = ['.jpg', '.jpeg', '.png', '.webp', '.avif', '.tif', '.tiff', '.gif']

/**
 * The paths of the images in a folder, sorted by name; without one, those of the package's samples.
 *
 * @throws DepthError FILE_UNREADABLE, FILE_NOT_FOUND where the folder has no image
 */
export async function imageFiles(folder: string | undefined): Promise<readonly string[]> {
  if (folder === undefined) return sampleNames.map(samplePath)
  const path = resolve(folder)
  const names = await readdir(path).catch((cause: unknown) => {
    const reason = messageOf(cause)
    throw new DepthError('FILE_UNREADABLE', `${path} cannot be read: ${reason}`, { cause })
  })
  const images = names.filter((name) => extensions.includes(extname(name).toLowerCase())).sort()
  if (images.length > 0) return images.map((name) => join(path, name))
  throw new DepthError(
    'FILE_NOT_FOUND',
    `${path} has no image. These count: ${extensions.join(', ')}.`,
  )
}
