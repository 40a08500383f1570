import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  architectures,
  depthAnythingGraph,
  parameterCount,
  type SizeName,
  type Version,
} from '../../../tools/graph'
import { depthOf, image } from './run-graph'

/** What tools/graph/parity.py writes: depth of transformers under the seeded weights. */
interface Golden {
  readonly seed: number
  readonly maxDepth: number
  readonly parameters: Readonly<Record<SizeName, number>>
  readonly cases: readonly GoldenCase[]
}

interface GoldenCase {
  readonly version: Version
  readonly metric: boolean
  readonly height: number
  readonly width: number
  /** Places are stored this far apart, in both directions. */
  readonly step: number
  readonly depth: readonly number[]
}

const file = join(__dirname, '../../golden/depth-anything.json')
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden

/** Every `step`th value of every `step`th row. */
function sparse(depth: Float32Array, { height, width, step }: GoldenCase): number[] {
  const places: number[] = []
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) places.push(depth[y * width + x] ?? NaN)
  }
  return places
}

function largestRelativeError(actual: readonly number[], expected: readonly number[]): number {
  assert.equal(actual.length, expected.length)
  const errors = expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value) / Math.abs(value))
  return Math.max(...errors)
}

describe('the Depth Anything graph', () => {
  for (const row of golden.cases) {
    const { version, metric, height, width } = row
    const name = `${metric ? 'metric ' : ''}${version.toUpperCase()} at ${height}x${width}`
    it(`gives the depth of transformers for ${name}`, async () => {
      const variant = metric ? { maxDepth: golden.maxDepth } : {}
      const graph = depthAnythingGraph({ size: 'tiny', version, seed: golden.seed, ...variant })
      const depth = await depthOf(graph, image(height, width), [1, 3, height, width])
      assert.deepEqual(depth.dims, [1, height, width])
      const error = largestRelativeError(sparse(depth.data, row), row.depth)
      assert.ok(error < 1e-3, `relative error ${error}`)
    })
  }

  for (const [size, millions] of [
    ['small', 24.8],
    ['base', 97.5],
    ['large', 335.3],
  ] as const) {
    it(`has ${millions} million parameters in size ${size}, as published`, () => {
      const count = parameterCount(architectures[size])
      assert.equal(Math.round(count / 1e5) / 10, millions)
      assert.equal(count, golden.parameters[size])
    })
  }

  it('gives the same depth with a leading dimension more', async () => {
    const pixels = image(28, 42)
    const flat = await depthOf(
      depthAnythingGraph({ size: 'tiny', version: 'v2' }),
      pixels,
      [1, 3, 28, 42],
    )
    const deep = await depthOf(
      depthAnythingGraph({ size: 'tiny', version: 'v2', rank: 5 }),
      pixels,
      [1, 1, 3, 28, 42],
    )
    assert.deepEqual(deep.dims, [1, 1, 28, 42])
    assert.deepEqual(deep.data, flat.data)
  })

  it('is the same file for the same seed, and another one for another', () => {
    const seeded = (seed: number) => depthAnythingGraph({ size: 'tiny', version: 'v1', seed })
    assert.ok(Buffer.from(seeded(3)).equals(seeded(3)))
    assert.ok(!Buffer.from(seeded(3)).equals(seeded(4)))
  })

  it('can be built at any width', async () => {
    const narrow = { ...architectures.tiny, width: 48, depth: 4, heads: 3, features: 8 }
    const size = { ...narrow, taps: { v1: [0, 1, 2, 3], v2: [0, 1, 2, 3] } } as const
    const graph = depthAnythingGraph({ size, version: 'v2' })
    const depth = await depthOf(graph, image(14, 28), [1, 3, 14, 28])
    assert.deepEqual(depth.dims, [1, 14, 28])
    assert.ok(depth.data.every(Number.isFinite))
  })
})
