import assert from 'node:assert/strict'
import sharp from 'sharp'
import { DepthError } from '../../../lib/errors'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import type { Size } from '../../../lib/frames/image-frame'
import { ImageFrame } from '../../../lib/frames/image-frame'
import { colorMap } from '../../../lib/render/color-maps'
import { compositionNames } from '../../../lib/render/compositions'
import type { PixelObject } from '../../../lib/render/output-formats'
import { depthAlone, renderDepth, type RenderOptions } from '../../../lib/render/render'
import { textWidth } from '../../../lib/render/stroke-font'
import { coded } from '../../../testing/errors'
import { depthFrame, hills, plainImage } from '../../../testing/frames/depth-frames'

const plain: RenderOptions = {
  ...depthAlone,
  colorMap: 'gray',
  farIsBright: false,
  range: { mode: 'frame' },
  size: { mode: 'source' },
  output: 'pixels',
  format: 'png',
  quality: 90,
  dataUriWidth: 640,
}

type Pixel = readonly number[]

interface Drawn extends Size {
  readonly channels: number
  readonly at: (x: number, y: number) => Pixel
}

/** The pixels of an image, raw or encoded. */
async function drawn(frame: DepthFrame, changes: Partial<RenderOptions>): Promise<Drawn> {
  const { image } = await renderDepth(frame, { ...plain, ...changes })
  const { data, width, height, channels } = Buffer.isBuffer(image)
    ? await decoded(image)
    : (image as PixelObject)
  const at = (x: number, y: number) => {
    const from = channels * (y * width + x)
    return [...data.subarray(from, from + channels)]
  }
  return { width, height, channels, at }
}

async function decoded(image: Buffer): Promise<Size & { data: Buffer; channels: number }> {
  const { data, info } = await sharp(image)
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

function shade(value: number): Pixel {
  return [value, value, value]
}

const white: Pixel = shade(255)
const black: Pixel = shade(0)

/** Every pixel, row by row. */
function all({ width, height, at }: Drawn): Pixel[] {
  return Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)))
}

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
      assert.deepEqual(all(image), expected)
    })
  }

  it('lies beside it', async () => {
    const image = await drawn(frame, { composition: 'sideBySide', opacity: 0.1 })
    assert.deepEqual([image.width, image.height], [6, 2])
    const row = (values: readonly number[]) => [color, color, color, ...values.map(shade)]
    assert.deepEqual(all(image), [...row(grays.slice(0, 3)), ...row(grays.slice(3))])
  })

  it('has the widths of its settings as a whole', async () => {
    const wide = depthFrame([[0, 1]], { image: plainImage({ width: 80, height: 40 }, color) })
    const composition = 'sideBySide'
    const fixed = await drawn(wide, { composition, size: { mode: 'width', width: 41 } })
    assert.deepEqual([fixed.width, fixed.height], [40, 10])
    const uri = await renderDepth(wide, {
      ...plain,
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
    const options = { ...plain, composition: 'overlay' } as const
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
        all(image),
        opaqueness.map((index) => [...color(index), index]),
      )
    })
  }

  it('fades to the far end where that is bright', async () => {
    const image = await drawn(frame, { fade, farIsBright: true })
    assert.deepEqual(
      all(image).map(([gray, , , alpha]) => [gray, alpha]),
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
    const [without, lines] = await Promise.all([drawn(ramp, {}), drawn(ramp, { contours: true })])
    const columns = Array.from({ length: size.width }, (_, x) => x)
    const changed = columns.filter((x) => lines.at(x, 50)[0] !== without.at(x, 50)[0])
    assert.equal(changed.length, 10)
    changed.forEach((x, i) => assert.ok(Math.abs(x - 19.9 * (i + 1)) < 1.5, `a line at ${x}`))
    for (const x of changed) assert.deepEqual(lines.at(x, 50), x < 100 ? white : black)
  })

  it('are not drawn where everything is equally far', async () => {
    const flat = depthFrame([[4, 4]], { source: { width: 40, height: 20 } })
    assert.deepEqual(all(await drawn(flat, { contours: true })), Array(800).fill(shade(128)))
  })
})

describe('a legend', () => {
  const size = { width: 400, height: 300 }
  const right = 395

  /** The left edge of what lies behind bar and text, seen from its right one. */
  function plateLeft(at: Drawn['at']): number {
    let x = right
    while (at(x - 1, 4).every((value) => value === 32)) x--
    return x
  }

  const frame = depthFrame(hills(40, 30), { source: size, kind: 'metric' })

  it('lies in the top right corner and covers nothing else', async () => {
    const [without, legend] = await Promise.all([drawn(frame, {}), drawn(frame, { legend: true })])
    const changed: [number, number][] = []
    for (let y = 0; y < size.height; y++) {
      for (let x = 0; x < size.width; x++) {
        if (legend.at(x, y).join() !== without.at(x, y).join()) changed.push([x, y])
      }
    }
    const [xs, ys] = [changed.map(([x]) => x), changed.map(([, y]) => y)]
    assert.ok(Math.min(...xs) > 300)
    assert.deepEqual([Math.max(...xs), Math.min(...ys), Math.max(...ys)], [right, 4, 183])
  })

  for (const farIsBright of [false, true]) {
    for (const kind of ['relative-inverse', 'metric'] as const) {
      it(`has far at its top: ${kind}, ${farIsBright ? 'far' : 'near'} is bright`, async () => {
        const depth = depthFrame([[0, 10]], { source: size, kind })
        const { at } = await drawn(depth, { legend: true, farIsBright })
        const left = plateLeft(at) + 4
        const bar = Array.from({ length: 172 }, (_, y) => at(left, 8 + y)[0])
        const sorted = bar.toSorted((a = 0, b = 0) => (farIsBright ? b - a : a - b))
        assert.deepEqual(bar, sorted)
        assert.deepEqual([bar[0], bar[171]], farIsBright ? [255, 0] : [0, 255])
      })
    }
  }

  it('says nothing in an image that is too small for it', async () => {
    for (const source of [
      { width: 1, height: 1 },
      { width: 60, height: 200 },
      { width: 200, height: 50 },
    ]) {
      const depth = depthFrame([[0, 1]], { source })
      assert.deepEqual(all(await drawn(depth, { legend: true })), all(await drawn(depth, {})))
    }
  })

  it('lies on the depth map where an image is beside it', async () => {
    const depth = depthFrame(hills(40, 30), { kind: 'metric', image: plainImage(size, [1, 2, 3]) })
    const both = await drawn(depth, { composition: 'sideBySide', legend: true })
    const alone = await drawn(depth, { legend: true })
    for (const [x, y] of [
      [390, 10],
      [365, 90],
      [200, 200],
    ] as const) {
      assert.deepEqual(both.at(400 + x, y), alone.at(x, y))
      assert.deepEqual(both.at(x, y), [1, 2, 3])
    }
  })

  it('shows values without a unit where depth has none', async () => {
    const left = async (kind: 'relative' | 'metric') => {
      const depth = depthFrame([[0, 10]], { source: size, kind })
      return plateLeft((await drawn(depth, { legend: true })).at)
    }
    assert.equal(
      (await left('relative')) - (await left('metric')),
      textWidth('10 m') - textWidth('10'),
    )
  })
})

describe('a range in meters', () => {
  const range = { mode: 'meters', min: 0, max: 10 } as const

  it('holds from frame to frame', async () => {
    const image = await drawn(depthFrame([[0, 2, 10, 30]], { kind: 'metric' }), { range })
    assert.deepEqual(all(image), [255, 204, 0, 0].map(shade))
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
