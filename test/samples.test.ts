import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { DepthFrame } from '../lib/frames/depth-frame'
import { loadImage } from '../lib/image/load'
import { packageRoot } from '../lib/package-root'
import { inferNode, loadInferFlow } from '../testing/node-red/infer-flow'
import { receive, send, startNodeRed, stopNodeRed, unloadFlow } from '../testing/node-red/node-red'
import { spearman } from '../testing/frames/spearman'

const folder = join(packageRoot, 'samples')
const trueDepthEnding = '.depth.png'

interface Grid {
  readonly width: number
  readonly height: number
  readonly values: ArrayLike<number>
}

describe('the bundled models on the sample scenes', () => {
  let names: readonly string[]

  before(async () => {
    await startNodeRed()
    names = (await readdir(folder))
      .filter((file) => file.endsWith(trueDepthEnding))
      .map((file) => file.slice(0, -trueDepthEnding.length))
  })
  afterEach(unloadFlow)
  after(stopNodeRed)

  for (const model of ['tiny-v1', 'tiny-v2']) {
    it(`${model} orders near and far as the true depth does, and better than the mean scene`, async () => {
      await loadInferFlow([
        inferNode('infer', model, [['out']], { modelType: 'catalog' }),
        { id: 'out', type: 'helper', wires: [] },
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
    .toColorspace('gray16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const values = new Uint16Array(data.buffer, data.byteOffset, info.width * info.height)
  return { width: info.width, height: info.height, values }
}

/** The value of `grid` nearest to the middle of each cell of `places`, row by row. */
function at(places: Grid, grid: Grid): Float64Array {
  const { width, height } = places
  return Float64Array.from({ length: width * height }, (_, i) => {
    const column = Math.floor((((i % width) + 0.5) / width) * grid.width)
    const row = Math.floor(((Math.floor(i / width) + 0.5) / height) * grid.height)
    return grid.values[row * grid.width + column] ?? NaN
  })
}
