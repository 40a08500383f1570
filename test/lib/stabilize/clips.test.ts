import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import type { SampleName } from '../../../lib/image/sample-names'
import { SavedAnchors } from '../../../lib/stabilize/saved-anchors'
import { Stabilizer } from '../../../lib/stabilize/stabilizer'
import { clip, fixedCamera, type ClipOptions } from '../../../testing/frames/clips'
import { withBundledModels } from '../../../tools/pictures/bundled-depth'

const still = 24
/** The mean over time is full then; before, a percentile still moves to where it stays. */
const settled = 12
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

/** Each kind of percentile flicker, and the change of values, is at most a third of what it was. */
function assertSteadier(raw: readonly DepthFrame[], steady: readonly DepthFrame[]): void {
  const flicker = percentileFlicker(raw)
  for (const [i, value] of percentileFlicker(steady).entries()) {
    assert.ok(value <= (flicker[i] ?? NaN) / 3, `${percentiles[i]}: ${value} of ${flicker[i]}`)
  }
  assert.ok(meanChange(steady) <= meanChange(raw) / 3)
}

/** The depth of a clip as it comes, and stabilized. */
async function depthOfClip(sample: SampleName, options: ClipOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'depth-anchors-'))
  const stabilizer = new Stabilizer(new SavedAnchors(folder))
  const raw: DepthFrame[] = []
  const steady: DepthFrame[] = []
  try {
    await withBundledModels(async (depthOf) => {
      for (const image of await clip(sample, options)) {
        const depth = await depthOf(image, 'tiny-v2')
        raw.push(depth)
        steady.push((await stabilizer.stabilize(depth, 'camera')).depth)
      }
    })
  } finally {
    await rm(folder, { recursive: true })
  }
  return { raw, steady }
}

describe('a clip of a fixed camera, with the depth of tiny-v2', () => {
  let raw: DepthFrame[]
  let steady: DepthFrame[]

  before(async function () {
    this.timeout(120_000)
    const options = { ...fixedCamera, frames: still + 6, seed: 3, objectFrom: still }
    ;({ raw, steady } = await depthOfClip('street', options))
  })

  it('flickers at most a third, in its percentiles and its values', () => {
    assertSteadier(raw.slice(0, still), steady.slice(0, still))
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

describe('a clip of a room, with the depth of tiny-v2', () => {
  const kinds = {
    'noise of the sensor': { wobble: 0, jitter: 0 },
    'brightness that wobbles': { noise: 0, jitter: 0 },
    'a tremble of a pixel': { noise: 0, wobble: 0 },
    'all of them': {},
  }
  for (const [kind, changes] of Object.entries(kinds)) {
    it(`flickers at most a third with ${kind}`, async function () {
      this.timeout(120_000)
      const options = { ...fixedCamera, ...changes, frames: still, seed: 3 }
      const { raw, steady } = await depthOfClip('room', options)
      assertSteadier(raw.slice(settled), steady.slice(settled))
    })
  }
})
