import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import { looksLikeClonedFrame } from '../../../lib/frames/brand'
import { DepthFrame, isDepthFrame, type DepthFrameInit } from '../../../lib/frames/depth-frame'
import {
  ImageFrame,
  isImageFrame,
  type Decoded,
  type ImageWarning,
  type Size,
} from '../../../lib/frames/image-frame'

function imageFrame(decode: (size: Size) => Promise<Decoded>): ImageFrame {
  return new ImageFrame({ width: 4, height: 2, source: 'test', format: 'raw', decode })
}

const blank = ({ width, height }: Size, warnings: readonly ImageWarning[] = []): Promise<Decoded> =>
  Promise.resolve({
    pixels: { width, height, data: new Uint8Array(width * height * 3) },
    warnings,
  })

function depthFrame(data: readonly number[], changes: Partial<DepthFrameInit> = {}): DepthFrame {
  return new DepthFrame({
    data: Float32Array.from(data),
    width: 3,
    height: 2,
    kind: 'relative-inverse',
    range: { min: Math.min(...data), max: Math.max(...data) },
    model: 'test',
    provider: 'cpu',
    image: imageFrame((size) => blank(size)),
    ...changes,
  })
}

describe('an ImageFrame', () => {
  it('decodes a size once, however many ask for it at the same time', async () => {
    let decodes = 0
    const frame = imageFrame((size) => {
      decodes++
      return blank(size)
    })
    const size = { width: 14, height: 14 }
    const [first, second] = await Promise.all([frame.pixels(size), frame.pixels({ ...size })])
    assert.equal(decodes, 1)
    assert.equal(first.pixels, second.pixels)
    assert.deepEqual([first.shared, second.shared], [false, true])
  })

  it('keeps the last two sizes', async () => {
    const decoded: number[] = []
    const frame = imageFrame((size) => {
      decoded.push(size.width)
      return blank(size)
    })
    for (const width of [14, 28, 14, 42, 28, 14]) await frame.pixels({ width, height: 14 })
    assert.deepEqual(decoded, [14, 28, 42, 14])
  })

  it('keeps the warnings of its decodes, one of each kind', async () => {
    const warning = { kind: 'uniform', message: 'gray' } as const
    const frame = imageFrame((size) => blank(size, [warning]))
    assert.deepEqual(frame.warnings, [])
    for (const width of [14, 28]) await frame.pixels({ width, height: 14 })
    assert.deepEqual(frame.warnings, [warning])
  })

  it('forgets a decode that failed', async () => {
    let fails = true
    const frame = imageFrame((size) =>
      fails ? Promise.reject(new Error('no file handle')) : blank(size),
    )
    const size = { width: 14, height: 14 }
    await assert.rejects(frame.pixels(size), /no file handle/)
    fails = false
    assert.equal((await frame.pixels(size)).shared, false)
  })

  it('is recognized by its brand, also when it comes from another installation of the package', () => {
    const file = require.resolve('../../../lib/frames/image-frame')
    const loaded = require.cache[file]
    Reflect.deleteProperty(require.cache, file)
    const other = createRequire(__filename)(
      file,
    ) as typeof import('../../../lib/frames/image-frame')
    if (loaded !== undefined) require.cache[file] = loaded
    const frame = new other.ImageFrame({
      width: 1,
      height: 1,
      source: 'test',
      format: 'raw',
      decode: (size) => blank(size),
    })
    assert.notEqual(other.ImageFrame, ImageFrame)
    assert.ok(isImageFrame(frame))
    assert.ok(!isDepthFrame(frame))
  })

  it('shows a summary without pixels to a debug node', () => {
    const frame = imageFrame((size) => blank(size))
    assert.deepEqual(JSON.parse(JSON.stringify(frame)), {
      type: 'ImageFrame',
      id: frame.id,
      width: 4,
      height: 2,
      format: 'raw',
      source: 'test',
      captured: frame.captured,
    })
    assert.equal(String(frame), 'ImageFrame 4x2 raw')
    assert.ok(inspect(frame).length < 200)
  })
})

describe('a DepthFrame', () => {
  const frame = depthFrame([1, 2, 3, 4, 5, 6])

  it('says what is known of an image that is missing', () => {
    const camera = { focalLength: 100, center: { x: 20, y: 10 } }
    const imageFacts = { width: 40, height: 20, captured: 5, camera }
    const frame = depthFrame([1, 2, 3, 4, 5, 6], { image: undefined, imageFacts })
    assert.equal(frame.image, undefined)
    assert.deepEqual([frame.source, frame.captured], [{ width: 40, height: 20 }, 5])
    assert.equal(frame.camera, camera)
    const bare = depthFrame([1, 2, 3, 4, 5, 6], { image: undefined })
    assert.deepEqual(bare.source, { width: 3, height: 2 })
  })

  it('gives the value nearest to a point of the image', () => {
    assert.equal(frame.at(0, 0), 1)
    assert.equal(frame.at(0.5, 0), 2)
    assert.equal(frame.at(1, 1), 6)
    assert.equal(frame.at(0.34, 0.49), 2)
    assert.equal(frame.at(0.32, 0.51), 4)
  })

  it('refuses points outside the image', () => {
    for (const [x, y] of [
      [-0.1, 0],
      [0, 1.1],
      [NaN, 0],
    ] as const) {
      assert.throws(() => frame.at(x, y), RangeError)
    }
  })

  it('cannot be changed by a function node', () => {
    assert.throws(() => Object.assign(frame, { model: 'other' }), TypeError)
    assert.throws(() => Object.assign(frame, { extra: 1 }), TypeError)
  })

  it('says what its numbers mean', () => {
    assert.equal(frame.nearIsLarge, true)
    assert.equal(frame.unit, undefined)
    assert.deepEqual(frame.source, { width: 4, height: 2 })
  })
})

describe('what a DepthFrame says about how it was made', () => {
  const crop = { left: 2, top: 1, width: 4, height: 2, of: { width: 8, height: 6 } }
  const image = new ImageFrame({
    width: 4,
    height: 2,
    source: 'test',
    format: 'raw',
    crop,
    captured: 1_795_600_000_000,
    decode: (size) => blank(size),
  })
  const made = { precision: 'fp16', inputSize: { width: 42, height: 28 }, anchor: 'a1' } as const
  const frame = depthFrame([1, 2, 3, 4, 5, 6], { image, ...made })

  it('is its precision, input size, crop, anchor and time of capture', () => {
    const { precision, inputSize, anchor, captured } = frame
    assert.deepEqual({ precision, inputSize, anchor }, made)
    assert.deepEqual([frame.crop, captured], [crop, 1_795_600_000_000])
    assert.deepEqual(JSON.parse(JSON.stringify(frame)), {
      type: 'DepthFrame',
      id: frame.id,
      width: 3,
      height: 2,
      kind: 'relative-inverse',
      range: { min: 1, max: 6 },
      model: 'test',
      provider: 'cpu',
      source: { width: 4, height: 2 },
      ...made,
      crop,
      captured,
    })
  })

  it('is undefined where it is not known', () => {
    const { precision, inputSize, anchor, crop, steadyRange } = depthFrame([1])
    const unknown = { precision, inputSize, anchor, crop, steadyRange }
    assert.ok(Object.values(unknown).every((value) => value === undefined))
  })

  it('stays with a new frame that differs in other things', () => {
    const data = Float32Array.of(6, 5, 4, 3, 2, 1)
    const changed = frame.with({ data, range: { min: 1, max: 6 }, kind: 'metric', anchor: 'a2' })
    assert.notEqual(changed.id, frame.id)
    assert.deepEqual([changed.at(0, 0), changed.unit, changed.anchor], [6, 'm', 'a2'])
    assert.deepEqual([changed.precision, changed.image, changed.width], ['fp16', image, 3])
    assert.deepEqual([frame.at(0, 0), frame.unit, frame.anchor], [1, undefined, 'a1'])
  })

  it('has a steady range that other values do not take over', () => {
    const steadyRange = { min: 0, max: 7 }
    const steady = frame.with({ steadyRange })
    const { data, range } = frame
    assert.deepEqual(steady.toJSON()['steadyRange'], steadyRange)
    assert.deepEqual(steady.with({ anchor: 'a2' }).steadyRange, steadyRange)
    assert.equal(steady.with({ data, range }).steadyRange, undefined)
    assert.deepEqual(steady.with({ data, range, steadyRange }).steadyRange, steadyRange)
  })
})

describe('what a clone of a bare frame leaves', () => {
  it('is distinguished from other values', () => {
    assert.ok(looksLikeClonedFrame({}))
    for (const value of [undefined, null, [], 'x', { a: 1 }, new Date(), depthFrame([1])]) {
      assert.ok(!looksLikeClonedFrame(value))
    }
  })
})
