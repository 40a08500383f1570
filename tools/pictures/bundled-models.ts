import sharp from 'sharp'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import { loadImage } from '../../lib/image/load'
import { sampleNames, type SampleName } from '../../lib/image/sample-names'
import { samplePath } from '../../lib/image/sample-path'
import { withBundledModels, type BundledModel } from './bundled-depth'
import { drawnDepth } from './drawn-depth'
import { sheet, type Tile } from './sheet'
import { trueDepth } from './true-depth'

const tile = { width: 300, height: 169 }
const models: readonly BundledModel[] = ['tiny-v1', 'tiny-v2']
const columns = ['image', 'true depth', ...models]

/** Every sample image with its true depth, where there is one, and its depth by each bundled model. */
export async function bundledModels(): Promise<Buffer> {
  const tiles = await withBundledModels(async (depthOf) => {
    const rows: Tile[][] = []
    for (const sample of sampleNames) {
      const { frame } = await loadImage(samplePath(sample), { label: 'the sample' })
      const photograph = { image: await sharp(samplePath(sample)).resize(tile).toBuffer() }
      const truth = isRendered(sample) ? await drawn(await trueDepth(sample, frame)) : empty
      const depths: Tile[] = []
      for (const model of models) depths.push(await drawn(await depthOf(frame, model)))
      rows.push([photograph, truth, ...depths])
    }
    return rows.flat()
  })
  const labeled = tiles.map((each, at) => {
    const label = columns[at]
    return label === undefined ? each : { ...each, label }
  })
  return sheet(labeled, columns.length, tile).jpeg({ quality: 88 }).toBuffer()
}

const empty: Tile = { image: undefined }

function isRendered(sample: SampleName): boolean {
  return !sample.startsWith('photo-')
}

async function drawn(depth: DepthFrame): Promise<Tile> {
  return { image: await drawnDepth(depth, tile) }
}
