import assert from 'node:assert/strict'
import { gridFor } from '../../../lib/stabilize/grid'
import { stabilize } from '../../../lib/stabilize/stabilize'
import type { Anchor, StabilizeJob, Stabilized, Stream } from '../../../lib/stabilize/stream'
import { noise } from '../../../testing/frames/noise'

const width = 128
const height = 96
const grid = gridFor({ width, height })

/** Something to see in every cell. */
const image = Uint8Array.from({ length: grid.width * grid.height }, (_, i) => 40 + ((i * 37) % 160))
/** A floor that comes nearer, with things on it: 1 to 3.5. */
const depth = Float32Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)]
  return 1.25 + (2 * y) / height + 0.25 * Math.sin(x / 9) * Math.cos(y / 11)
})
/** Another scene. */
const elsewhere = depth.map((_, i) => 1.5 + Math.cos(i / 700) + 0.4 * Math.sin((i % width) / 5))

/** Nearer in a box in the middle: 20 to 60 % of both sides. */
const inBox = (i: number) => {
  const [x, y] = [(i % width) / width, Math.floor(i / width) / height]
  return x > 0.2 && x < 0.6 && y > 0.2 && y < 0.6
}
const withBox = depth.map((value, i) => (inBox(i) ? 6 : value))
const boxImage = image.map((value, cell) => {
  const [x, y] = [(cell % grid.width) / grid.width, Math.floor(cell / grid.width) / grid.height]
  return x > 0.17 && x < 0.63 && y > 0.17 && y < 0.63 ? 250 - value : value
})

/** Frames one after the other, as one node gets them. */
class Frames {
  stream: Stream | undefined

  next(values: Float32Array, changes: Partial<StabilizeJob> = {}) {
    const data = values.slice()
    const freedom = 'scale-and-shift'
    const job = { data, width, height, freedom, image, saved: undefined, ...changes } as const
    const result: Stabilized = stabilize({ ...job, stream: this.stream })
    this.stream = result.stream
    return { ...result, data }
  }
}

/** The same depth by another scale and shift each time. */
const disturbed = (values: Float32Array, at: number) => {
  const scale = 1 + 0.4 * Math.sin(at * 1.7)
  const shift = 0.8 * Math.cos(at * 2.3)
  return values.map((value) => scale * value + shift)
}

const largestError = (values: Float32Array, wanted: Float32Array) =>
  values.reduce((most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? NaN))), 0)

const mean = (values: Float32Array, of: (i: number) => boolean) => {
  const chosen = [...values].filter((_, i) => of(i))
  return chosen.reduce((sum, value) => sum + value, 0) / chosen.length
}

describe('stabilizing', () => {
  it('removes a scale and shift of each frame to 1 % of the range', () => {
    const frames = new Frames()
    for (let at = 0; at < 12; at++) {
      const { data, anchor } = frames.next(at === 0 ? depth : disturbed(depth, at))
      assert.ok(largestError(data, depth) < 0.025, `frame ${at}: ${largestError(data, depth)}`)
      assert.equal(anchor, frames.stream?.anchor.id)
    }
    const { before, after } = frames.stream?.flicker ?? assert.fail()
    assert.ok(after < before / 3)
  })

  it('removes them where noise is added, and most of the noise', () => {
    const frames = new Frames()
    const gauss = noise(1)
    const noisy = (values: Float32Array) => values.map((value) => value + 0.03 * gauss())
    let last = frames.next(noisy(depth)).data
    for (let at = 1; at < 25; at++) last = frames.next(disturbed(noisy(depth), at)).data
    const errors = last.map((value, i) => (value - (depth[i] ?? NaN)) ** 2)
    assert.ok(Math.sqrt(mean(errors, () => true)) < 0.015)
    assert.ok(Math.abs(mean(last, () => true) - mean(depth, () => true)) < 0.025)
  })

  it('never turns near and far round, however far the scale and shift jump', () => {
    const frames = new Frames()
    const gauss = noise(2)
    const noisy = () => depth.map((value) => value + 0.06 * gauss())
    for (let at = 0; at < 5; at++) frames.next(noisy())
    const { data } = frames.next(noisy().map((value) => 1000 * value - 3600))
    const { scale } = frames.stream?.alignment ?? assert.fail()
    assert.ok(scale > 0, `scale ${scale}`)
    assert.ok(largestError(data, depth) < 0.6, `${largestError(data, depth)}`)
  })

  it('shows what moves in at once, and does not let it move the rest', () => {
    const frames = new Frames()
    for (let at = 0; at < 5; at++) frames.next(disturbed(depth, at + 10))
    const still = frames.next(disturbed(depth, 3)).data
    const { data } = frames.next(disturbed(withBox, 7), { image: boxImage })
    const { scale, shift } = frames.stream?.alignment ?? assert.fail()
    const wanted = disturbed(withBox, 7).map((value) => scale * value + shift)
    const step = mean(wanted, inBox) - mean(still, inBox)
    assert.ok((mean(data, inBox) - mean(still, inBox)) / step > 0.9)
    const outside = (i: number) => !inBox(i)
    assert.ok(Math.abs(mean(data, outside) - mean(still, outside)) < 0.03)
  })

  it('shows what the image does not tell in the second frame', () => {
    const frames = new Frames()
    const gauss = noise(2)
    const noisy = (values: Float32Array) => values.map((value) => value + 0.02 * gauss())
    for (let at = 0; at < 15; at++) frames.next(noisy(depth))
    const step = mean(withBox, inBox) - mean(depth, inBox)
    const shown = [1, 2].map(() => mean(frames.next(noisy(withBox)).data, inBox))
    assert.ok(((shown[1] ?? NaN) - mean(depth, inBox)) / step > 0.9, shown.join())
  })

  it('learns what stands still for long, under the same anchor', () => {
    const frames = new Frames()
    const first = frames.next(depth).anchor
    for (let at = 1; at < 40; at++) frames.next(disturbed(withBox, at), { image: boxImage })
    const [middle = 0] =
      frames.stream?.image?.anchored.slice(
        Math.floor(grid.height * 0.4) * grid.width + Math.floor(grid.width * 0.4),
      ) ?? []
    const cell = Math.floor(grid.height * 0.4) * grid.width + Math.floor(grid.width * 0.4)
    assert.ok(Math.abs(middle - (boxImage[cell] ?? NaN)) < 10)
    assert.equal(frames.stream?.anchor.id, first)
  })

  it('keeps its anchor in another light', () => {
    const frames = new Frames()
    const first = frames.next(depth).anchor
    const dark = image.map((value) => value / 3)
    const night = image.map((_, i) => 20 + ((i * 53) % 90))
    for (const light of [dark, night, image]) {
      const { anchor, newAnchor } = frames.next(disturbed(depth, 3), { image: light })
      assert.deepEqual([anchor, newAnchor], [first, undefined])
    }
  })

  it('starts again at a scene cut, with the frame as it is', () => {
    const frames = new Frames()
    const first = frames.next(depth).anchor
    const { data, anchor, newAnchor } = frames.next(elsewhere, { image: image.toReversed() })
    assert.equal(newAnchor, 'cut')
    assert.notEqual(anchor, first)
    assert.deepEqual(data, elsewhere)
    assert.equal(frames.next(elsewhere, { image: image.toReversed() }).newAnchor, undefined)
  })

  it('starts again where the scene is hidden for long, and holds the fit before', () => {
    const frames = new Frames()
    frames.next(depth)
    // One part of the image after the other, so that no two images are a cut.
    const hidden = image.slice()
    let reason: string | undefined
    let isHeld = false
    for (let at = 0; at < 80 && reason === undefined; at++) {
      const from = Math.floor((hidden.length * at) / 8)
      for (let i = from; i < hidden.length && i < from + hidden.length / 8; i++) {
        hidden[i] = 255 - (image[i] ?? 0)
      }
      reason = frames.next(elsewhere, { image: hidden.slice() }).newAnchor
      isHeld ||= frames.stream?.isHeld === true
    }
    assert.equal(reason, 'lost')
    assert.ok(isHeld)
  })

  it('goes on from a saved anchor of the same scene, and from no other', () => {
    const frames = new Frames()
    for (let at = 0; at < 5; at++) frames.next(depth)
    const saved: Anchor = frames.stream?.anchor ?? assert.fail()
    const copy = () => ({ ...saved, values: saved.values.slice() })
    const again = new Frames().next(disturbed(depth, 4), { saved: copy() })
    assert.deepEqual([again.anchor, again.newAnchor], [saved.id, 'restored'])
    assert.ok(largestError(again.data, depth) < 0.025)
    const other = new Frames().next(elsewhere, { saved: copy() })
    assert.equal(other.newAnchor, 'first')
    assert.notEqual(other.anchor, saved.id)
    const shorter = { ...saved, values: saved.values.slice(1) }
    assert.equal(new Frames().next(depth, { saved: shorter }).newAnchor, 'first')
  })

  it('works without an image', () => {
    const frames = new Frames()
    const without = { image: undefined }
    const first = frames.next(depth, without).anchor
    assert.equal(frames.next(disturbed(depth, 2), without).anchor, first)
    assert.equal(frames.next(disturbed(depth, 3)).anchor, first)
    assert.equal(frames.next(elsewhere, without).newAnchor, 'cut')
  })

  it('passes on maps that say nothing, and goes on after them', () => {
    const frames = new Frames()
    const first = frames.next(depth).anchor
    for (const value of [0, 7, NaN, Infinity]) {
      const map = new Float32Array(depth.length).fill(value)
      const { data, anchor } = frames.next(map)
      assert.deepEqual(data, map)
      assert.equal(anchor, undefined)
    }
    assert.equal(frames.next(disturbed(depth, 5)).anchor, first)
    assert.equal(new Frames().next(new Float32Array(depth.length)).stream, undefined)
  })

  it('passes on single values that are not finite, and no others for them', () => {
    const frames = new Frames()
    const broken = depth.map((value, i) => [NaN, Infinity, -Infinity][i % 50] ?? value)
    for (const values of [depth, broken, broken, depth, broken]) {
      const { data, range } = frames.next(values)
      const odd = data.filter((value, i) => Number.isFinite(value) !== Number.isFinite(values[i]))
      assert.equal(odd.length, 0)
      assert.ok(range.min >= 0.9 && range.max <= 3.7)
    }
  })

  it('fits metric depth by its scale alone, to its mean', () => {
    const frames = new Frames()
    const meters = depth.map((value) => 10 / value)
    const scales = [1.2, 0.9, 1, 0.95, 1.05, 0.9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    let last = meters
    for (const scale of scales) {
      const scaled = meters.map((value) => scale * value)
      last = frames.next(scaled, { freedom: 'scale' }).data
      assert.equal(frames.stream?.alignment.shift, 0)
    }
    const ratio = mean(last, () => true) / mean(meters, () => true)
    assert.ok(Math.abs(ratio - 1) < 0.03, `${ratio}`)
  })

  it('does not drift', () => {
    const small = { width: 32, height: 24 }
    const tiny = Float32Array.from({ length: 768 }, (_, i) => 1 + i / 768 + 0.3 * Math.sin(i))
    const gauss = noise(3)
    let stream: Stream | undefined
    for (let at = 0; at < 400; at++) {
      const data = disturbed(
        tiny.map((value) => value + 0.03 * gauss()),
        at,
      )
      const job = { data: at === 0 ? tiny.slice() : data, ...small, image: undefined, stream }
      ;({ stream } = stabilize({ ...job, freedom: 'scale-and-shift', saved: undefined }))
    }
    const anchor = stream?.anchor.values ?? new Float32Array()
    assert.ok(largestError(anchor, tiny) < 0.05, `${largestError(anchor, tiny)}`)
    assert.equal(stream?.frames, 400)
  })
})
