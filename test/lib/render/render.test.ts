import assert from 'node:assert/strict'
import sharp from 'sharp'
import { colorMap, colorMapNames } from '../../../lib/render/color-maps'
import { formatNames } from '../../../lib/render/format-names'
import { outputFormats, type PixelObject } from '../../../lib/render/output-formats'
import { renderDepth, type RenderOptions } from '../../../lib/render/render'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import type { DepthKind } from '../../../lib/frames/depth-kinds'
import type { Size } from '../../../lib/frames/image-frame'
import { depthFrame, hills } from '../../../testing/frames/depth-frames'
import { decoded, drawn, plainOptions, type Pixel } from '../../../testing/frames/drawn-depth'
import { coded } from '../../../testing/errors'

/** The first row's brightness in a gray image. */
async function grays(frame: DepthFrame, changes: Partial<RenderOptions> = {}): Promise<number[]> {
  const { width, at } = await drawn(frame, changes)
  return Array.from({ length: width }, (_, x) => at(x, 0)[0])
}

function color(name: RenderOptions['colorMap'], index: number): Pixel {
  const [r = NaN, g = NaN, b = NaN] = colorMap(name).subarray(3 * index)
  return [r, g, b]
}

/** The index at each place of an image, straight from the definition, in doubles. */
function definition(rows: number[][], size: Size): (x: number, y: number) => number {
  const flat = rows.flat()
  const [min, max] = [Math.min(...flat), Math.max(...flat)]
  const [height, width] = [rows.length, rows[0]?.length ?? 0]
  const place = (i: number, from: number, to: number) =>
    Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1)
  const value = (column: number, row: number) =>
    rows[Math.min(row, height - 1)]?.[Math.min(column, width - 1)] ?? NaN
  return (x, y) => {
    const [sx, sy] = [place(x, width, size.width), place(y, height, size.height)]
    const [left, top] = [Math.floor(sx), Math.floor(sy)]
    const line = (row: number) =>
      value(left, row) * (1 - (sx - left)) + value(left + 1, row) * (sx - left)
    const depth = line(top) * (1 - (sy - top)) + line(top + 1) * (sy - top)
    return (255 * (depth - min)) / (max - min)
  }
}

describe('a depth map drawn', () => {
  const sizes: readonly Size[] = [
    { width: 37, height: 23 },
    { width: 100, height: 61 },
    { width: 320, height: 180 },
    { width: 20, height: 90 },
    { width: 1, height: 1 },
  ]
  for (const size of sizes) {
    it(`is within one step of the definition everywhere, 37x23 at ${size.width}x${size.height}`, async () => {
      const rows = hills(37, 23)
      const image = await drawn(depthFrame(rows, { source: size }))
      const indexAt = definition(rows, size)
      assert.deepEqual([image.width, image.height], [size.width, size.height])
      for (let y = 0; y < size.height; y++) {
        for (let x = 0; x < size.width; x++) {
          const difference = Math.abs(image.at(x, y)[0] - indexAt(x, y))
          assert.ok(difference <= 1, `${difference} off at ${x}, ${y}`)
        }
      }
    })
  }

  it('has its values resized first and colored afterwards', async () => {
    const frame = depthFrame([[0, 255]], { source: { width: 4, height: 1 } })
    const { at } = await drawn(frame, { colorMap: 'turbo' })
    const shades = [0, 64, 191, 255].map((index) => color('turbo', index))
    assert.deepEqual([at(0, 0), at(1, 0), at(2, 0), at(3, 0)], shades)
  })

  for (const name of colorMapNames) {
    it(`has the colors of ${name}, far end first`, async () => {
      const { at } = await drawn(depthFrame([[0, 51, 255]]), { colorMap: name })
      const expected = [0, 51, 255].map((index) => color(name, index))
      assert.deepEqual([at(0, 0), at(1, 0), at(2, 0)], expected)
    })
  }

  const nearest: Record<DepthKind, 'large' | 'small'> = {
    'relative-inverse': 'large',
    relative: 'small',
    metric: 'small',
  }
  for (const [kind, near] of Object.entries(nearest) as [DepthKind, string][]) {
    it(`is bright where ${kind} depth is ${near}, which is near, unless reversed`, async () => {
      const frame = depthFrame([[1, 3]], { kind })
      const nearIsBright = near === 'large' ? [0, 255] : [255, 0]
      assert.deepEqual(await grays(frame), nearIsBright)
      assert.deepEqual(await grays(frame, { farIsBright: true }), nearIsBright.toReversed())
    })
  }

  it('looks as the official images do in spectral_r: near red, far blue', async () => {
    const { at } = await drawn(depthFrame([[0, 1]]), { colorMap: 'spectral_r' })
    const [far, near] = [at(0, 0), at(1, 0)]
    assert.ok(near[0] > near[2] && far[2] > far[0])
  })

  it('gives the middle color to a frame that is the same everywhere', async () => {
    assert.deepEqual(await grays(depthFrame([[4, 4, 4]])), [128, 128, 128])
  })

  for (const farIsBright of [false, true]) {
    it(`gives the far end to a place without a value, ${farIsBright ? 'far' : 'near'} bright`, async () => {
      const far = farIsBright ? 255 : 0
      for (const kind of ['relative-inverse', 'metric'] as const) {
        const shades = await grays(depthFrame([[1, NaN, 2]], { kind }), { farIsBright })
        assert.equal(shades[1], far)
        assert.deepEqual(await grays(depthFrame([[NaN, NaN]], { kind }), { farIsBright }), [
          far,
          far,
        ])
      }
    })
  }

  it('gives infinite values the end that they lie beyond', async () => {
    const frame = depthFrame([[-Infinity, 1, 2, Infinity]])
    assert.deepEqual(await grays(frame), [0, 0, 255, 255])
  })

  it('keeps a fixed range from frame to frame', async () => {
    const range = { mode: 'fixed', min: 0, max: 10 } as const
    const frame = depthFrame([[-3, 0, 2, 10, 30]], { kind: 'metric' })
    assert.deepEqual(await grays(frame, { range }), [255, 255, 204, 0, 0])
  })

  it('takes the steady range of a frame, where it has one, as its own range', async () => {
    const own = depthFrame([[2, 4, 10]])
    const steady = own.with({ steadyRange: { min: 0, max: 8 } })
    assert.deepEqual(await grays(own, {}), [0, 64, 255])
    assert.deepEqual(await grays(steady, {}), [64, 128, 255])
    const percentile = { mode: 'percentile', low: 0, high: 100 } as const
    assert.deepEqual(await grays(steady, { range: percentile }), [0, 64, 255])
    const far = depthFrame([[2, 4]], { kind: 'relative' })
    const inverse = await grays(far.with({ steadyRange: { min: 2, max: 8 } }), { scale: 'auto' })
    assert.deepEqual(inverse, [255, 85])
    assert.deepEqual(
      await grays(far.with({ steadyRange: { min: 0, max: 8 } }), { scale: 'auto' }),
      [255, 0],
    )
  })

  it('does not let outliers wash out the rest when percentiles are the range', async () => {
    const row = [...Array.from({ length: 101 }, (_, i) => i), 1e6]
    const shades = await grays(depthFrame([row]), {
      range: { mode: 'percentile', low: 0, high: 99 },
    })
    assert.deepEqual([shades[0], shades[50], shades[100], shades[101]], [0, 128, 255, 255])
  })

  it('reads a frame and leaves its values as they are', async () => {
    const frame = depthFrame(hills(40, 30), { source: { width: 400, height: 300 } })
    const before = Float32Array.from(frame.data)
    await Promise.all([drawn(frame), drawn(frame, { format: 'jpeg', colorMap: 'magma' })])
    assert.deepEqual(frame.data, before)
  })
})

describe('the size of a drawn depth map', () => {
  const frame = depthFrame(hills(28, 14), { source: { width: 1000, height: 400 } })
  const cases: readonly [string, Partial<RenderOptions>, Size][] = [
    ["the source image's", { size: { mode: 'source' } }, { width: 1000, height: 400 }],
    ["the model's", { size: { mode: 'model' } }, { width: 28, height: 14 }],
    [
      'a width with the aspect of the source',
      { size: { mode: 'width', width: 333 } },
      { width: 333, height: 133 },
    ],
    [
      'larger than the source',
      { size: { mode: 'width', width: 1500 } },
      { width: 1500, height: 600 },
    ],
    ['never less than a row', { size: { mode: 'width', width: 1 } }, { width: 1, height: 1 }],
  ]
  for (const [name, changes, { width, height }] of cases) {
    it(`is ${name}`, async () => {
      const rendered = await renderDepth(frame, { ...plainOptions, ...changes })
      const image = await drawn(frame, changes)
      assert.deepEqual([rendered.width, rendered.height], [width, height])
      assert.deepEqual([image.width, image.height], [width, height])
    })
  }
})

describe('the form of a drawn depth map', () => {
  const rows = [[0, 0.25, 0.5, 0.75, 1]]
  const frame = depthFrame(rows, { source: { width: 400, height: 80 } })

  for (const format of formatNames) {
    for (const name of ['inferno', 'gray'] as const) {
      it(`can be a ${format} in ${name}`, async () => {
        const { image, mime } = await renderDepth(frame, {
          ...plainOptions,
          format,
          colorMap: name,
        })
        assert.ok(Buffer.isBuffer(image))
        const { format: found, depth } = await sharp(image).metadata()
        assert.equal(found, format)
        assert.equal(depth, { 8: 'uchar' }[outputFormats[format].bitDepth])
        assert.equal(mime, `image/${format}`)
        const { at } = await decoded(image)
        const expected = color(name, 128)
        at(200, 40).forEach((value, channel) => {
          assert.ok(Math.abs(value - (expected[channel] ?? NaN)) <= 6, `${value} in ${channel}`)
        })
      })
    }
  }

  it('is an indexed PNG, so that colors cost no more than gray', async () => {
    const { image } = await renderDepth(frame, { ...plainOptions, colorMap: 'viridis' })
    const { isPalette, bitsPerSample } = await sharp(image as Buffer).metadata()
    assert.deepEqual([isPalette, bitsPerSample], [true, 8])
  })

  it('takes fewer bytes at lower quality', async () => {
    const bytes = async (format: 'jpeg' | 'webp', quality: number) => {
      const options = { ...plainOptions, format, quality, colorMap: 'inferno' } as const
      return ((await renderDepth(frame, options)).image as Buffer).length
    }
    assert.ok((await bytes('jpeg', 20)) < (await bytes('jpeg', 95)))
    assert.ok((await bytes('webp', 20)) < (await bytes('webp', 95)))
  })

  it('can be a data URI, no wider than its limit', async () => {
    const options = {
      ...plainOptions,
      output: 'dataUri',
      format: 'jpeg',
      dataUriWidth: 100,
    } as const
    const { image, width, height } = await renderDepth(frame, options)
    assert.ok(typeof image === 'string')
    const [head, body = ''] = image.split(',')
    assert.equal(head, 'data:image/jpeg;base64')
    const shown = await decoded(Buffer.from(body, 'base64'))
    assert.deepEqual([shown.width, shown.height, width, height], [100, 20, 100, 20])
  })

  for (const name of ['plasma', 'gray'] as const) {
    it(`can be raw pixels in ${name}`, async () => {
      const options = {
        ...plainOptions,
        output: 'pixels',
        colorMap: name,
        size: { mode: 'model' },
      } as const
      const { image, mime } = await renderDepth(frame, options)
      const { data, ...rest } = image as PixelObject
      assert.deepEqual(rest, {
        width: 5,
        height: 1,
        channels: 3,
        colorSpace: 'RGB',
        dtype: 'uint8',
      })
      assert.ok(Buffer.isBuffer(data))
      const expected = [0, 64, 128, 191, 255].flatMap((index) => color(name, index))
      assert.deepEqual([...data], expected)
      assert.equal(mime, undefined)
    })
  }

  it('is refused before it takes up memory where it has too many pixels', async () => {
    const narrow = depthFrame([[0, 1]], { source: { width: 100, height: 10_000 } })
    await assert.rejects(
      renderDepth(narrow, { ...plainOptions, size: { mode: 'width', width: 16_384 } }),
      coded('RENDER_FAILED', /16384x1638400/, /smaller size/),
    )
  })

  it('is refused with a code where the format cannot hold the size', async () => {
    const tall = depthFrame([[0, 1]], { source: { width: 16_400, height: 2 } })
    await assert.rejects(
      renderDepth(tall, { ...plainOptions, format: 'webp' }),
      coded('RENDER_FAILED', /16400x2 cannot be encoded as webp/, /Choose another size or format/),
    )
  })
})

describe('the stages of drawing', () => {
  const frame = depthFrame(hills(28, 14), { source: { width: 320, height: 160 } })
  const cases: readonly [string, Partial<RenderOptions>, 'upsample' | 'encode'][] = [
    ['PNG carries its colors in the palette', { format: 'png' }, 'encode'],
    ['JPEG needs its pixels colored', { format: 'jpeg', colorMap: 'turbo' }, 'upsample'],
  ]
  for (const [name, changes, colored] of cases) {
    it(`follow one another without a gap; ${name}`, async () => {
      const { measured } = await renderDepth(frame, { ...plainOptions, ...changes })
      assert.deepEqual(
        measured.map(({ stage }) => stage),
        ['range', 'upsample', 'encode'],
      )
      measured.slice(1).forEach(({ at }, i) => {
        const before = measured[i]
        assert.ok(before !== undefined && Math.abs(at - before.at - before.ms) < 0.01)
      })
      const including = measured.filter(({ includes }) => includes?.includes('color'))
      assert.deepEqual(
        including.map(({ stage }) => stage),
        [colored],
      )
    })
  }
})
