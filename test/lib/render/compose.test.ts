import assert from 'node:assert/strict'
import { DepthError } from '../../../lib/errors'
import { ImageFrame } from '../../../lib/frames/image-frame'
import { colorMap } from '../../../lib/render/color-maps'
import { compositionNames } from '../../../lib/render/compositions'
import { renderDepth } from '../../../lib/render/render'
import { coded } from '../../../testing/errors'
import { depthFrame, plainImage } from '../../../testing/frames/depth-frames'
import { drawn, plainOptions, type Pixel } from '../../../testing/frames/drawn-depth'

function shade(value: number): Pixel {
  return [value, value, value]
}

const white: Pixel = shade(255)
const black: Pixel = shade(0)

describe('a depth map composed with its image', () => {
  const size = { width: 3, height: 2 }
  const color = [200, 100, 51] as const
  const frame = depthFrame(
    [
      [0, 51, 255],
      [255, 102, 0],
    ],
    { image: plainImage(size, color) },
  )
  const grays = [0, 51, 255, 255, 102, 0]

  for (const opacity of [0, 0.5, 0.6, 1]) {
    it(`lies over it, ${100 * opacity} % opaque`, async () => {
      const image = await drawn(frame, { composition: 'overlay', opacity })
      const alpha = Math.round(255 * opacity)
      const expected = grays.map((gray) =>
        color.map((value) => Math.round((value * (255 - alpha) + gray * alpha) / 255)),
      )
      assert.deepEqual(image.all(), expected)
    })
  }

  it('lies beside it', async () => {
    const image = await drawn(frame, { composition: 'sideBySide', opacity: 0.1 })
    assert.deepEqual([image.width, image.height], [6, 2])
    const row = (values: readonly number[]) => [color, color, color, ...values.map(shade)]
    assert.deepEqual(image.all(), [...row(grays.slice(0, 3)), ...row(grays.slice(3))])
  })

  it('has the widths of its settings as a whole', async () => {
    const wide = depthFrame([[0, 1]], { image: plainImage({ width: 80, height: 40 }, color) })
    const composition = 'sideBySide'
    const fixed = await drawn(wide, { composition, size: { mode: 'width', width: 41 } })
    assert.deepEqual([fixed.width, fixed.height], [40, 10])
    const uri = await renderDepth(wide, {
      ...plainOptions,
      composition,
      output: 'dataUri',
      dataUriWidth: 60,
    })
    assert.deepEqual([uri.width, uri.height], [60, 15])
  })

  for (const composition of compositionNames) {
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      it(`is encoded as ${format}: ${composition}`, async () => {
        const image = await drawn(frame, {
          composition,
          opacity: 0.5,
          legend: true,
          output: 'buffer',
          format,
        })
        assert.deepEqual([image.height, image.channels], [2, 3])
      })
    }
  }

  it('reports how long its image took, once', async () => {
    const fresh = depthFrame([[0, 1]], { image: plainImage(size, color) })
    const options = { ...plainOptions, composition: 'overlay' } as const
    const stages = async () =>
      (await renderDepth(fresh, options)).measured.map(({ stage, shared }) => [stage, shared])
    const others = ['range', 'upsample', 'encode'].map((stage) => [stage, undefined])
    assert.deepEqual(await stages(), [['decode', undefined], ...others])
    assert.deepEqual(await stages(), [['decode', true], ...others])
  })

  it('fails as its image does', async () => {
    const damaged = new ImageFrame({
      ...size,
      source: 'a test',
      format: 'jpeg',
      decode: () => Promise.reject(new DepthError('IMAGE_DAMAGED', 'no image')),
    })
    await assert.rejects(
      drawn(depthFrame([[0, 1]], { image: damaged }), { composition: 'sideBySide' }),
      coded('IMAGE_DAMAGED', /no image/),
    )
  })

  it('fails where the depth came without its image, which it needs and the depth map alone does not', async () => {
    const bare = depthFrame([[0, 1]]).with({ image: undefined })
    await assert.rejects(
      drawn(bare, { composition: 'overlay' }),
      coded('IMAGE_MISSING', /to show both/),
    )
    assert.equal((await drawn(bare, { composition: 'depth' })).width, 2)
  })
})

describe('a depth map that fades', () => {
  const frame = depthFrame([[0, 51, 255, NaN]], {
    image: plainImage({ width: 4, height: 1 }, [9, 99, 199]),
  })
  const fade = true

  for (const [what, changes] of [
    ['raw pixels', { output: 'pixels' }],
    ['a PNG', { output: 'buffer', format: 'png' }],
    ['a PNG with a legend', { output: 'buffer', format: 'png', legend: true }],
  ] as const) {
    it(`is as opaque as it is near: ${what}`, async () => {
      const image = await drawn(frame, { ...changes, fade, colorMap: 'viridis' })
      const color = (index: number) => [...colorMap('viridis').subarray(3 * index, 3 * index + 3)]
      const opaqueness = [0, 51, 255, 0]
      assert.deepEqual(
        image.all(),
        opaqueness.map((index) => [...color(index), index]),
      )
    })
  }

  it('fades to the far end where that is bright', async () => {
    const image = await drawn(frame, { fade, farIsBright: true })
    assert.deepEqual(
      image.all().map(([gray, , , alpha]) => [gray, alpha]),
      [
        [255, 0],
        [204, 51],
        [0, 255],
        [255, 0],
      ],
    )
  })

  it('keeps its transparency as a WebP, and becomes black as a JPEG', async () => {
    const flat = depthFrame([[1, 1]], { source: { width: 16, height: 16 } })
    const nothing = { fade, range: { mode: 'fixed', min: 5, max: 6 }, output: 'buffer' } as const
    const webp = await drawn(flat, { ...nothing, colorMap: 'gray_r', format: 'webp' })
    assert.deepEqual([webp.channels, webp.at(8, 8)[3]], [4, 0])
    const jpeg = await drawn(flat, { ...nothing, colorMap: 'gray_r', format: 'jpeg' })
    assert.deepEqual(jpeg.at(8, 8), black)
  })

  it('shows the image where it is far, and covers it where it is near', async () => {
    const image = await drawn(frame, { composition: 'overlay', opacity: 1, fade })
    assert.equal(image.channels, 3)
    assert.deepEqual([image.at(0, 0), image.at(2, 0)], [[9, 99, 199], white])
  })
})

describe('contour lines', () => {
  const size = { width: 200, height: 100 }
  // 0 at the left edge, 10 at the right one.
  const ramp = depthFrame([Array.from({ length: 200 }, (_, x) => (10 * x) / 199)], { source: size })

  it('lie where the depth passes a round value, and leave all else', async () => {
    const [without, lines] = await Promise.all([
      drawn(ramp, { output: 'pixels' }),
      drawn(ramp, { output: 'pixels', contours: true }),
    ])
    const columns = Array.from({ length: size.width }, (_, x) => x)
    const changed = columns.filter((x) => lines.at(x, 50)[0] !== without.at(x, 50)[0])
    assert.equal(changed.length, 10)
    changed.forEach((x, i) => assert.ok(Math.abs(x - 19.9 * (i + 1)) < 1.5, `a line at ${x}`))
    for (const x of changed) assert.deepEqual(lines.at(x, 50), x < 100 ? white : black)
  })

  it('are not drawn where everything is equally far', async () => {
    const flat = depthFrame([[4, 4]], { source: { width: 40, height: 20 } })
    assert.deepEqual((await drawn(flat, { contours: true })).all(), Array(800).fill(shade(128)))
  })
})

describe('a range in meters', () => {
  const range = { mode: 'meters', min: 0, max: 10 } as const

  it('holds from frame to frame', async () => {
    const image = await drawn(depthFrame([[0, 2, 10, 30]], { kind: 'metric' }), { range })
    assert.deepEqual(image.all(), [255, 204, 0, 0].map(shade))
  })

  for (const kind of ['relative', 'relative-inverse'] as const) {
    it(`is refused for ${kind} depth`, async () => {
      await assert.rejects(
        drawn(depthFrame([[0, 1]], { kind }), { range }),
        coded('INPUT_UNSUPPORTED', /tiny-v2 has no unit/, /metric model/),
      )
    })
  }
})
