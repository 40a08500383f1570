import assert from 'node:assert/strict'
import { finiteValues } from '../../../../lib/depth/finite-values'
import { Measurer, type MeasureJob } from '../../../../lib/depth/regions/measure'
import type { Shape } from '../../../../lib/depth/geometry/shape'
import { rasterize } from '../../../../lib/depth/regions/raster'
import type { DepthKind } from '../../../../lib/frames/depth-kinds'
import golden from '../../../golden/regions.json'

/** A job for one map, of which a test changes what it is about. */
function job(rows: readonly (readonly number[])[], changes: Partial<MeasureJob> = {}): MeasureJob {
  const data = Float32Array.from(rows.flat())
  return {
    width: rows[0]?.length ?? 0,
    height: rows.length,
    data,
    kind: 'metric',
    range: finiteValues(data).range,
    shapes: [],
    whole: false,
    percents: [],
    limit: undefined,
    camera: undefined,
    empty: undefined,
    ...changes,
  }
}

function rectangle(x: number, y: number, width: number, height: number): Shape {
  const points = [
    { x, y },
    { x: x + width, y: y + height },
  ]
  return { kind: 'rectangle', points }
}

const whole = rectangle(0, 0, 1, 1)

/** What a map of one region measures. */
function measured(rows: readonly (readonly number[])[], changes: Partial<MeasureJob> = {}) {
  const { figures } = new Measurer().measure(job(rows, { shapes: [whole], ...changes }))
  const [found] = figures
  assert.ok(found !== undefined)
  return found
}

/** The map of tools/golden/regions.py. */
function goldenMap(): readonly (readonly number[])[] {
  const { width, height } = golden
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => {
      if ((x * 5 + y * 7) % 83 === 0) return Infinity
      if ((x * 3 + y * 5) % 29 === 0) return NaN
      return ((x * 131 + y * 197 + x * y * 17) % 1024) / 128
    }),
  )
}

describe('the figures of a region', () => {
  for (const { name, points, kind, count, figures } of golden.rows) {
    it(`are those of numpy: ${name}, ${kind}`, () => {
      const shape: Shape = {
        kind: points.length === 2 ? 'rectangle' : 'polygon',
        points: points.map(([x = 0, y = 0]) => ({ x, y })),
      }
      assert.equal(rasterize(shape, golden).count, count)
      const unit = kind === 'metric' ? 'm' : 'nearness'
      const found = measured(goldenMap(), {
        kind: kind as DepthKind,
        shapes: [shape],
        percents: golden.percents,
        limit: { value: golden.limit[unit], unit },
      })
      assert.equal(found.unit, unit)
      const { percentiles, ...numbers } = figures
      for (const [figure, wanted] of Object.entries(numbers)) {
        close(found[figure as keyof typeof numbers], wanted, figure)
      }
      for (const [percent, wanted] of Object.entries(percentiles)) {
        close(found.percentiles[percent], wanted, percent)
      }
    })
  }

  it('have the nearest point, for each kind of depth', () => {
    const rows = [
      [3, 4],
      [5, 1],
    ]
    const nearest = (kind: DepthKind) => measured(rows, { kind }).nearest
    assert.deepEqual(nearest('metric'), { x: 0.75, y: 0.75, value: 1 })
    assert.deepEqual(nearest('relative'), { x: 0.75, y: 0.75, value: 1 })
    assert.deepEqual(nearest('relative-inverse'), { x: 0.25, y: 0.75, value: 1 })
  })

  it('have a position where the depth is metric and the camera known', () => {
    const camera = { focalLength: { x: 2, y: 4 }, center: { x: 1, y: 1 } }
    const rows = [
      [2, 2],
      [2, 2],
    ]
    const right = rectangle(0.5, 0, 0.5, 1)
    const { position, nearest } = measured(rows, { camera, shapes: [right] })
    assert.deepEqual(position, { x: 0.5, y: 0, z: 2 })
    assert.deepEqual(nearest?.position, { x: 0.5, y: -0.25, z: 2 })
    assert.equal(measured(rows, { shapes: [right] }).position, null)
    const relative = measured([[1, 2]], { camera, kind: 'relative-inverse' })
    assert.equal(relative.position, null)
  })

  it('take a distance of 0 m and below, and what is not finite, for no depth', () => {
    const found = measured([[0, -1, NaN, Infinity, 3]])
    assert.deepEqual([found.median, found.min, found.coverage], [3, 3, 0.2])
    assert.equal(measured([[0, NaN]]).reason, 'no value')
    assert.equal(measured([[NaN, Infinity]], { kind: 'relative' }).reason, 'constant')
  })

  it('say that nothing is near or far where relative depth is the same everywhere', () => {
    const { median, reason } = measured([[2, 2]], { kind: 'relative-inverse' })
    assert.deepEqual([median, reason], [null, 'constant'])
    assert.equal(measured([[2, 2]]).median, 2)
  })

  it('are those of the part inside the image, and none outside', () => {
    const rows = [[1, 2, 3, 4]]
    const medians = [
      rectangle(-1, -1, 1.25, 3),
      rectangle(0.75, 0, 5, 1),
      rectangle(1.5, 0, 1, 1),
      rectangle(-2, -2, 1, 1),
    ].map((shape) => measured(rows, { shapes: [shape] }))
    assert.deepEqual(
      medians.map(({ median, reason }) => median ?? reason),
      [1, 4, 'outside', 'outside'],
    )
  })

  it('are one value where the region is smaller than that', () => {
    const tiny = rectangle(0.3, 0.5, 0, 0)
    assert.equal(measured([[1, 2, 3, 4]], { shapes: [tiny] }).median, 2)
  })

  it('leave out the share where the limit has another unit', () => {
    const limit = { value: 2.5, unit: 'nearness' } as const
    assert.equal(measured([[1, 2, 3, 4]], { limit }).share, null)
    assert.equal(measured([[1, 2, 3, 4]], { limit: { ...limit, unit: 'm' } }).share, 0.5)
  })

  it('are measured for the whole map as well', () => {
    const { whole: all } = new Measurer().measure(job([[1, 2, 3]], { whole: true }))
    assert.equal(all?.median, 2)
  })
})

function close(found: number | null | undefined, wanted: number, what: string): void {
  const difference = Math.abs((found ?? NaN) - wanted)
  assert.ok(difference <= 1e-12 * Math.max(1, wanted), `${what}: ${found}`)
}
