import sharp from 'sharp'
import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import { withBundledModels } from './bundled-depth'
import { drawnDepth } from './drawn-depth'
import { sheet } from './sheet'

const tile = { width: 600, height: 400 }

/** The README's picture: a sample photograph, and beside it its depth by the bundled tiny-v2. */
export async function depthMap(): Promise<Buffer> {
  const file = samplePath('photo-coffee')
  const { frame } = await loadImage(file, { label: 'the sample' })
  const depth = await withBundledModels((depthOf) => depthOf(frame, 'tiny-v2'))
  const tiles = [
    { image: await sharp(file).resize(tile).toBuffer() },
    { image: await drawnDepth(depth, tile) },
  ]
  return sheet(tiles, 2, tile).png({ compressionLevel: 9, palette: true }).toBuffer()
}
