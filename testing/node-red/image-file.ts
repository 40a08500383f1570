import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scene } from '../frames/scenes'

/** A JPEG, and the path of a file that a test may write. */
interface ImageFile {
  jpeg: Buffer
  file: string
}

/** Both for the tests of the suite that calls this. */
export function withImageFile(): Readonly<ImageFile> {
  const made: ImageFile = { jpeg: Buffer.alloc(0), file: '' }
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'load-image-'))
    made.file = join(folder, 'image')
    made.jpeg = await scene().jpeg().toBuffer()
  })
  after(() => rm(folder, { recursive: true }))
  return made
}
