import { loadImage } from '../../lib/image/load'
import { samplePath } from '../../lib/image/sample-path'
import { colorMapNames } from '../../lib/render/color-maps'
import { drawnDepth } from './drawn-depth'
import { sheet, type Tile } from './sheet'
import { trueDepth } from './true-depth'

const tile = { width: 240, height: 135 }
const columns = 4

/** The true depth of a table in each color map, near things bright; beside each map its reverse. */
export async function colorMaps(): Promise<Buffer> {
  const { frame } = await loadImage(samplePath('table-top'), { label: 'the sample' })
  const depth = await trueDepth('table-top', frame)
  const tiles: Tile[] = []
  for (const label of colorMapNames) {
    tiles.push({ label, image: await drawnDepth(depth, tile, { colorMap: label }) })
  }
  return sheet(tiles, columns, tile).png({ compressionLevel: 9 }).toBuffer()
}
