import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import { SavedAnchors } from '../../../lib/stabilize/saved-anchors'
import { Stabilizer } from '../../../lib/stabilize/stabilizer'
import { clip, fixedCamera } from '../../../testing/frames/clips'
import { withBundledModels } from '../../../tools/pictures/bundled-depth'

const still = 24
const percentiles = [0.02, 0.5, 0.98]

const quantile = (values: readonly number[] | Float32Array, share: number) =>
  Float32Array.from(values).sort()[Math.round(share * (values.length - 1))] ?? NaN

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

const deviationOf = (values: readonly number[]) =>
  Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)))

/** How the percentiles of frames change over time, in parts of their range. */
function percentileFlicker(frames: readonly DepthFrame[]): number[] {
  const spans = frames.map(({ data }) => quantile(data, 0.98) - quantile(data, 0.02))
  return percentiles.map(
    (share) => deviationOf(frames.map(({ data }) => quantile(data, share))) / quantile(spans, 0.5),
  )
}

/** The mean of |change| / depth from one frame to the next; depth of nearly 0 is left out. */
function meanChange(frames: readonly DepthFrame[]): number {
  const least = 1e-3 * (frames[0]?.range.max ?? NaN)
  let [sum, count] = [0, 0]
  for (const [at, { data }] of frames.entries()) {
    const before = frames[at - 1]?.data
    for (let i = 0; before !== undefined && i < data.length; i++) {
      const value = Math.abs(before[i] ?? NaN)
      if (value < least) continue
      sum += Math.abs((data[i] ?? NaN) - (before[i] ?? NaN)) / value
      count++
    }
  }
  return sum / count
}

describe('a clip of a fixed camera, with the depth of tiny-v2', () => {
  let folder: string
  let raw: DepthFrame[]
  let steady: DepthFrame[]

  before(async function () {
    this.timeout(120_000)
    folder = await mkdtemp(join(tmpdir(), 'depth-anchors-'))
    const stabilizer = new Stabilizer(new SavedAnchors(folder))
    const options = { ...fixedCamera, frames: still + 6, seed: 3, objectFrom: still }
    const images = await clip('street', options)
    raw = []
    steady = []
    await withBundledModels(async (depthOf) => {
      for (const image of images) {
        const depth = await depthOf(image, 'tiny-v2')
        raw.push(depth)
        steady.push((await stabilizer.stabilize(depth, 'camera')).depth)
      }
    })
  })
  after(() => rm(folder, { recursive: true }))

  it('flickers at most a third, in its percentiles and its values', () => {
    const [before, after] = [raw, steady].map((frames) => frames.slice(0, still))
    assert.ok(before !== undefined && after !== undefined)
    const flicker = percentileFlicker(before)
    for (const [i, value] of percentileFlicker(after).entries()) {
      assert.ok(value <= (flicker[i] ?? NaN) / 3, `${percentiles[i]}: ${value} of ${flicker[i]}`)
    }
    assert.ok(meanChange(after) <= meanChange(before) / 3)
  })

  it('shows a thing that appears with 90 % of its depth within two frames', () => {
    const middle = steady.map((frame) => frame.region(0.42, 0.6, 0.16, 0.3).median)
    const from = meanOf(middle.slice(still - 5, still))
    const to = meanOf(middle.slice(-3))
    const second = middle[still + 1] ?? NaN
    assert.ok(Math.abs(second - from) > 0.9 * Math.abs(to - from), middle.slice(-7).join())
  })

  it('keeps its anchor, and has a range that is steadier than its own', () => {
    assert.equal(new Set(steady.map(({ anchor }) => anchor)).size, 1)
    const ends = (frames: readonly DepthFrame[]) =>
      deviationOf(
        frames.slice(2, still).map(({ steadyRange, range }) => (steadyRange ?? range).max),
      )
    assert.ok(ends(steady) < ends(raw) / 3)
  })

  it('leaves the depth as it came', () => {
    assert.ok(raw.every(({ anchor, data }) => anchor === undefined && data.length > 0))
  })
})
