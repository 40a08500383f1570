import { basename, dirname, extname, join, sep } from 'node:path'
import { DepthError } from '../errors'
import { excerpt } from '../excerpt'
import { imageOf, type DepthFrame } from '../frames/depth-frame'
import type { ImageFrame } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'
import type { DepthHeader } from './depth-header'
import { appendLine, writeWhole, type WriteRules } from './destination'

/** What is written beside the file of a frame. */
export interface RecordOptions extends WriteRules {
  /** The source image, as it was received. */
  readonly withImage: boolean
  /** A line in `index.jsonl` of the same folder. */
  readonly withIndex: boolean
}

const indexName = 'index.jsonl'

/**
 * Writes an exported frame. The image comes first and the line of the index last, so that what is
 * listed there is complete.
 *
 * @returns the whole path of the depth's file
 * @throws DepthError FILE_FORBIDDEN, FILE_NOT_WRITABLE, DISK_FULL, IMAGE_MISSING, IMAGE_DAMAGED
 */
export async function writeRecord(
  path: string,
  bytes: Uint8Array,
  frame: DepthFrame,
  header: DepthHeader,
  { withImage, withIndex, ...rules }: RecordOptions,
): Promise<string> {
  refuseFolder(path)
  refuseIndexName(path)
  const imagePath = withImage
    ? await writeImage(path, imageOf(frame, 'to be written beside it'), rules)
    : undefined
  const file = await writeWhole(path, bytes, rules)
  if (withIndex) {
    const image = imagePath === undefined ? {} : { image: basename(imagePath) }
    const line = JSON.stringify({ file: basename(file), ...image, ...header, timing: undefined })
    await appendLine(join(dirname(path), indexName), line, rules)
  }
  return file
}

/** No depth becomes a file where a folder is named. */
function refuseFolder(path: string): void {
  if (path.endsWith('/') || path.endsWith(sep)) throw refused(path, 'it names a folder')
}

/** No depth takes the place of an index; some file systems do not tell capital letters apart. */
function refuseIndexName(path: string): void {
  if (basename(path).toLowerCase() !== indexName) return
  throw refused(path, `${indexName} is the name of the index`)
}

function refused(path: string, reason: string): DepthError {
  return new DepthError(
    'FILE_NOT_WRITABLE',
    `${excerpt(path)} cannot be written: ${reason}. Choose another name.`,
  )
}

/** The extension of the files of a format, where it is not its name. */
const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg' }

/** `a/b.png` has its image in `a/b.image.jpg`. */
async function writeImage(path: string, image: ImageFrame, rules: WriteRules): Promise<string> {
  const { encoded, format } = image
  const extension = encoded === undefined ? 'png' : (extensions[format] ?? format)
  const stem = path.slice(0, path.length - extname(path).length)
  return writeWhole(`${stem}.image.${extension}`, encoded ?? (await pngOf(image)), rules)
}

/** Raw pixels have no encoded bytes; a PNG loses none of them. */
async function pngOf(image: ImageFrame): Promise<Buffer> {
  const { pixels } = await image.pixels({ width: image.width, height: image.height })
  const raw = { width: pixels.width, height: pixels.height, channels: 3 } as const
  return requireSharp()(pixels.data, { raw }).png().toBuffer()
}
