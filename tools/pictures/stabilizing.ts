import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { DepthFrame } from '../../lib/frames/depth-frame'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { SavedAnchors } from '../../lib/stabilize/saved-anchors'
import { Stabilizer } from '../../lib/stabilize/stabilizer'
import { clip, fixedCamera } from '../../testing/frames/clips'
import { withBundledModels } from './bundled-depth'
import { drawnDepth } from './drawn-depth'
import { sheet } from './sheet'

const frames = 120
/** Somebody puts a thing down. */
const objectFrom = 70
const tile = { width: 426, height: 240 }
/** Where the thing will stand. */
const column = 0.5

/** The depth of one column of a fixed camera's image, frame after frame, before and after stabilize depth. */
export async function stabilizing(): Promise<Buffer> {
  const images = await clip('street', { ...fixedCamera, frames, seed: 1, objectFrom })
  const { before, after } = await depthOf(images)
  const tiles = [
    { label: 'the camera, and the column that is followed', image: await marked(images) },
    { label: 'infer depth: the column in 120 frames, left to right', image: await slice(before) },
    { label: 'stabilize depth: the same', image: await slice(after) },
  ]
  return sheet(tiles, tiles.length, tile).jpeg({ quality: 90 }).toBuffer()
}

async function depthOf(images: readonly ImageFrame[]) {
  const folder = await mkdtemp(join(tmpdir(), 'depth-pictures-'))
  const stabilizer = new Stabilizer(new SavedAnchors(folder))
  const before: DepthFrame[] = []
  const after: DepthFrame[] = []
  try {
    await withBundledModels(async (infer) => {
      for (const image of images) {
        const frame = await infer(image, 'tiny-v2')
        before.push(frame)
        after.push((await stabilizer.stabilize(frame, 'street')).depth)
      }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { before, after }
}

/** The last image, with a line through the column. */
async function marked(images: readonly ImageFrame[]): Promise<Buffer> {
  const { width, height } = tile
  const pixels = await images.at(-1)?.pixels(tile)
  if (pixels === undefined) throw new Error('the clip is empty')
  const line = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<path d="M${column * width} 0V${height}" stroke="#fff" stroke-width="2"/></svg>`,
  )
  const raw = { ...tile, channels: 3 } as const
  return sharp(pixels.pixels.data, { raw })
    .composite([{ input: line }])
    .png()
    .toBuffer()
}

/** A column of each frame beside that of the frame before, each colored over its frame's range as render depth does. */
async function slice(depths: readonly DepthFrame[]): Promise<Buffer> {
  const width = depths.length
  const height = tile.height
  const data = new Float32Array(width * height)
  depths.forEach((depth, x) => {
    const { min, max } = depth.steadyRange ?? depth.range
    for (let y = 0; y < height; y++) {
      const value = depth.at(column, (y + 0.5) / height)
      data[y * width + x] = Math.min(Math.max((value - min) / (max - min), 0), 1)
    }
  })
  const [first] = depths
  if (first === undefined) throw new Error('the clip is empty')
  const size = { width, height }
  const range = { min: 0, max: 1 }
  const { kind, model, provider } = first
  const frame = new DepthFrame({ ...size, data, range, kind, model, provider })
  const image = await drawnDepth(frame, size)
  return sharp(image)
    .resize({ ...tile, fit: 'fill', kernel: 'nearest' })
    .toBuffer()
}
