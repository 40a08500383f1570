import assert from 'node:assert/strict'
import type { DepthFrame } from '../../../../lib/frames/depth-frame'
import type { ImageFrame } from '../../../../lib/frames/image-frame'
import {
  UnchangedImages,
  type ComparedImage,
} from '../../../../lib/inference/scheduling/unchanged-images'
import { clip } from '../../../../testing/frames/clips'
import { asJpeg, stillCamera, things, walkingPerson } from '../../../../testing/frames/camera-jpegs'
import { depthFrame, hills } from '../../../../testing/frames/depth-frames'

const longest = 1e9

/** The depth of an image, that of an earlier one or what a model would make of it. */
async function depthOf(compared: ComparedImage, image: ImageFrame): Promise<DepthFrame> {
  const earlier = (await compared.isUnchanged()) ? await compared.depth() : undefined
  if (earlier !== undefined) return earlier
  const made = depthFrame(hills(8, 6), { image })
  compared.runs()
  compared.ran(made)
  return made
}

/** Which frames of a clip are sent without running the model. */
async function reused(frames: readonly ImageFrame[]): Promise<boolean[]> {
  const unchanged = new UnchangedImages(longest)
  const found: boolean[] = []
  for (const frame of frames) {
    found.push((await depthOf(unchanged.image(frame, 'camera'), frame)).reused)
  }
  return found
}

const share = (found: readonly boolean[]) => found.filter(Boolean).length / found.length

describe('unchanged images', () => {
  for (const sample of ['street', 'room'] as const) {
    it(`are found in noise and JPEG: ${sample}`, async () => {
      const frames = await clip(sample, { ...stillCamera, frames: 25 })
      const found = await reused(await Promise.all(frames.map((frame) => asJpeg(frame))))
      assert.ok(share(found.slice(1)) >= 0.95, `${share(found.slice(1))}`)
    })

    it(`are found in slow light: ${sample}`, async () => {
      const frames = await clip(sample, { ...stillCamera, frames: 25 })
      const jpegs = frames.map((frame, at) => asJpeg(frame, { gain: 1 - 0.005 * at }))
      const found = await reused(await Promise.all(jpegs))
      assert.ok(share(found.slice(1)) >= 0.95, `${share(found.slice(1))}`)
    })

    it(`are not those in which a person walks: ${sample}`, async () => {
      const frames = await clip(sample, { ...stillCamera, frames: 9 })
      const jpegs = frames.map((frame, at) =>
        asJpeg(frame, at === 0 ? {} : { thing: walkingPerson(at) }),
      )
      assert.equal(share(await reused(await Promise.all(jpegs))), 0)
    })

    it(`are not those with a new thing of 1 % of the image: ${sample}`, async () => {
      const frames = await clip(sample, { ...stillCamera, frames: 2 })
      const [still, other] = frames
      assert.ok(still !== undefined && other !== undefined)
      const before = await asJpeg(still)
      for (const thing of things) {
        const after = await asJpeg(other, { thing })
        assert.deepEqual(await reused([before, after]), [false, false], String(thing))
      }
    })
  }

  it('have the depth of the earlier image, by reference, and an image of their own', async () => {
    const frames = await clip('street', { ...stillCamera, frames: 2 })
    const unchanged = new UnchangedImages(longest)
    const [first, second] = frames
    assert.ok(first !== undefined && second !== undefined)
    const made = await depthOf(unchanged.image(first, 'a'), first)
    const depth = await depthOf(unchanged.image(second, 'a'), second)
    assert.equal(depth.data, made.data)
    assert.equal(depth.image, second)
    assert.deepEqual([made.reused, depth.reused], [false, true])
    assert.equal((await depthOf(unchanged.image(second, 'b'), second)).reused, false)
  })

  it('are run again after the longest time', async () => {
    const [frame] = await clip('street', { ...stillCamera, frames: 1 })
    assert.ok(frame !== undefined)
    const unchanged = new UnchangedImages(0)
    await depthOf(unchanged.image(frame, ''), frame)
    assert.equal((await depthOf(unchanged.image(frame, ''), frame)).reused, false)
  })

  it('wait for a model that is still at the earlier image, and run where it fails', async () => {
    const [frame] = await clip('street', { ...stillCamera, frames: 1 })
    assert.ok(frame !== undefined)
    const unchanged = new UnchangedImages(longest)
    const images = [1, 2, 3].map(() => unchanged.image(frame, ''))
    const [first, second, third] = images
    assert.ok(first !== undefined && second !== undefined && third !== undefined)
    first.runs()
    assert.equal(await second.isUnchanged(), true)
    const depth = second.depth()
    first.ran(undefined)
    assert.equal(await depth, undefined)
    assert.equal(await third.isUnchanged(), false)
  })
})
