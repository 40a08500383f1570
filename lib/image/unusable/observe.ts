import { subtle } from 'node:crypto'
import type { ImageFrame } from '../../frames/image-frame'
import { signatureOf, type Signature } from '../signature'

/** Video counts up to this level of 0 to 255 as black. */
const black = 16

/** An edge differs by more than this from the mean of its neighbors, in levels of 0 to 255. */
const edge = 2

/** What an image is judged by. */
export interface Observation {
  /** The part of its cells that are brighter than black, 0 to 1. */
  readonly bright: number
  /** The part of its cells that stand out from those around them, 0 to 1. */
  readonly edges: number
  /** The same for the same encoded bytes; undefined for raw pixels. */
  readonly digest: string | undefined
}

/**
 * Looks at an image. Decoding and hashing are done in the threads of sharp and libuv.
 *
 * @throws DepthError IMAGE_DAMAGED, RUNTIME_MISSING
 */
export async function observe(image: ImageFrame): Promise<Observation> {
  const [signature, digest] = await Promise.all([signatureOf(image), digestOf(image.encoded)])
  return { ...cellsOf(signature), digest }
}

/** Counts the cells that matter; the cells beyond a border are as those at the border. */
function cellsOf({ cells, width, height }: Signature): Pick<Observation, 'bright' | 'edges'> {
  const at = (x: number, y: number) =>
    cells[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)] ?? 0
  let bright = 0
  let edges = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = at(x, y)
      const around = (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) / 4
      if (cell > black) bright++
      if (Math.abs(cell - around) > edge) edges++
    }
  }
  return { bright: bright / cells.length, edges: edges / cells.length }
}

async function digestOf(bytes: Buffer | undefined): Promise<string | undefined> {
  if (bytes === undefined) return undefined
  return Buffer.from(await subtle.digest('SHA-256', bytes)).toString('base64')
}
