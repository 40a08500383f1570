import assert from 'node:assert/strict'
import { finiteValues } from '../../../../lib/depth/finite-values'
import { Measurer, type MeasureJob } from '../../../../lib/depth/regions/measure'
import type { Shape } from '../../../../lib/depth/geometry/shape'
import type { DepthKind } from '../../../../lib/frames/depth-kinds'

const size = { width: 60, height: 40 }
const bay: Shape = {
  kind: 'rectangle',
  points: [
    { x: 0.25, y: 0.25 },
    { x: 0.5, y: 0.75 },
  ],
}
const elsewhere: Shape = {
  kind: 'rectangle',
  points: [
    { x: 0.75, y: 0.1 },
    { x: 0.9, y: 0.3 },
  ],
}

/** Distances of a floor that goes away from the camera, with something in the bay or not. */
function distances(isTaken: boolean): Float32Array {
  const { width, height } = size
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height]
    const isInBay = x >= 0.25 && x < 0.5 && y >= 0.25 && y < 0.75
    return isTaken && isInBay ? 2 : 3 + 2 * (1 - y) + x
  })
}

/** The changes of both regions between the empty map and another one. */
function changesOf(kind: DepthKind, data: Float32Array, empty: Float32Array) {
  const job: MeasureJob = {
    ...size,
    data,
    kind,
    range: finiteValues(data).range,
    shapes: [bay, elsewhere],
    whole: false,
    percents: [],
    limit: undefined,
    camera: undefined,
    empty: { values: empty, range: finiteValues(empty).range },
  }
  return new Measurer().measure(job).figures.map(({ change }) => change)
}

function near(found: number | null | undefined, wanted: number): void {
  assert.ok(Math.abs((found ?? NaN) - wanted) < 0.01, `${found} is not ${wanted}`)
}

describe('regions compared with empty', () => {
  const inverse = (values: Float32Array) => values.map((z) => 1 / z)

  it('change by meters, though scale and shift of the depth have moved', () => {
    const moved = inverse(distances(true)).map((value) => 1 / (1.3 * value + 0.02))
    const [taken, same] = changesOf('metric', moved, distances(false))
    // The median of the floor in the bay is 4.38 m away.
    near(taken, 2.38)
    near(same, 0)
  })

  it('change by nearness where the depth has no unit', () => {
    const empty = inverse(distances(false))
    const moved = inverse(distances(true)).map((value) => 5 * value - 0.7)
    const [taken, same] = changesOf('relative-inverse', moved, empty)
    assert.ok((taken ?? 0) > 1, `${taken}`)
    near(same, 0)
  })

  it('change to below zero where something is gone', () => {
    const [gone] = changesOf('relative', distances(false), distances(true))
    assert.ok((gone ?? 0) < -0.5, `${gone}`)
  })

  it('have no change where the maps do not fit, are constant or have too little outside of the regions', () => {
    const empty = distances(false)
    const noise = empty.map((_, i) => 3 + ((i * 7919) % 101) / 50)
    assert.deepEqual(changesOf('metric', noise, empty), [null, null])
    assert.deepEqual(
      changesOf(
        'metric',
        empty.map(() => 2),
        empty,
      ),
      [null, null],
    )
    assert.deepEqual(
      changesOf(
        'metric',
        empty,
        empty.map(() => NaN),
      ),
      [null, null],
    )
  })
})
