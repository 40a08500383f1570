import sharp from 'sharp'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import type { RenderOptions } from '../../lib/render/render'
import { drawnDepth } from './drawn-depth'
import { sheet, type Tile } from './sheet'
import { trueMeters } from './true-depth'

const tile = { width: 480, height: 270 }
const twoTiles = { width: 968, height: 272 }

const settings: Readonly<Record<string, Partial<RenderOptions>>> = {
  'contour lines and legend': { contours: true, legend: true },
  'over the image, 60 % opaque': { composition: 'overlay', opacity: 0.6, colorMap: 'spectral_r' },
  'fading (on white)': { fade: true, colorMap: 'viridis' },
  'over the image, fading': { composition: 'overlay', fade: true, colorMap: 'turbo' },
}

/** The true depth of a room in ways that render depth can show it. */
export async function renderCompositions(): Promise<Buffer> {
  const depth = await room()
  const tiles: Tile[] = []
  for (const [label, changes] of Object.entries(settings)) {
    tiles.push({ label, image: await drawnDepth(depth, tile, changes) })
  }
  return sheet(tiles, 2, tile).jpeg({ quality: 90 }).toBuffer()
}

/** The same with its image beside it. */
export async function renderSideBySide(): Promise<Buffer> {
  const changes = { composition: 'sideBySide', legend: true } as const
  const image = await drawnDepth(await room(), twoTiles, changes)
  return sharp(image).jpeg({ quality: 90 }).toBuffer()
}

async function room(): Promise<DepthFrame> {
  const { frame } = await loadImage(samplePath('room'), { label: 'the sample' })
  return trueMeters('room', frame)
}
