import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { DepthFrame } from '../lib/frames/depth-frame'
import { loadImage } from '../lib/image/load'
import { sampleNames } from '../lib/image/sample-names'
import { packageRoot } from '../lib/package-root'
import { inferNode, loadInferFlow } from '../testing/node-red/infer-flow'
import { helperNode, receive, send } from '../testing/node-red/node-red'
import { withNodeRed } from '../testing/node-red/node-under-test'
import { spearman } from '../testing/frames/spearman'

const folder = join(packageRoot, 'samples')
const trueDepthEnding = '.depth.png'

/** Every sample but the photographs was rendered, and has its true depth beside it. */
const names = sampleNames.filter((name) => !name.startsWith('photo-'))

interface Grid {
  readonly width: number
  readonly height: number
  readonly values: ArrayLike<number>
}

describe('the bundled models on the sample scenes', () => {
  withNodeRed()

  it('have a sample for each file of true depth, and the other way round', async () => {
    const files = (await readdir(folder)).filter((file) => file.endsWith(trueDepthEnding))
    const scenes = files.map((file) => file.slice(0, -trueDepthEnding.length))
    assert.deepEqual(scenes.toSorted(), names.toSorted())
  })

  for (const model of ['tiny-v1', 'tiny-v2']) {
    it(`${model} orders near and far as the true depth does, and better than the mean scene`, async () => {
      await loadInferFlow([
        inferNode('infer', model, [['out']], { modelType: 'catalog' }),
        helperNode('out'),
      ])
      const mean = await sixteenBits('mean-inverse-depth.png')
      const reached = new Map<string, number>()
      for (const name of names) {
        const truth = await sixteenBits(`${name}${trueDepthEnding}`)
        const byModel = spearman(at(truth, await depthOf(name)), truth.values)
        const byMean = spearman(at(truth, mean), truth.values)
        assert.ok(byModel > byMean, `${name}: ${byModel} against ${byMean} of the mean scene`)
        reached.set(name, byModel)
      }
      const good = [...reached.values()].filter((correlation) => correlation >= 0.9)
      assert.ok(good.length >= 0.75 * names.length, `Spearman: ${JSON.stringify([...reached])}`)
    })
  }
})

/** The depth that the running flow gives for a sample. */
async function depthOf(name: string): Promise<Grid> {
  const { frame } = await loadImage(join(folder, `${name}.jpg`), { label: name })
  send('infer', { payload: frame })
  const { width, height, data } = (await receive('out')).payload as DepthFrame
  return { width, height, values: data }
}

async function sixteenBits(file: string): Promise<Grid> {
  const { data, info } = await sharp(join(folder, file))
    .toColorspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const values = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height)
  return { width: info.width, height: info.height, values }
}

/** The value of `grid` nearest to the middle of each cell of `cells`, row by row. */
function at(cells: Grid, grid: Grid): Float64Array {
  const { width, height } = cells
  return Float64Array.from({ length: width * height }, (_, i) => {
    const column = Math.floor((((i % width) + 0.5) / width) * grid.width)
    const row = Math.floor(((Math.floor(i / width) + 0.5) / height) * grid.height)
    return grid.values[row * grid.width + column] ?? NaN
  })
}
