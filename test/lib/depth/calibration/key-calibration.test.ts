import assert from 'node:assert/strict'
import {
  KeyCalibration,
  type CalibrationOptions,
} from '../../../../lib/depth/calibration/key-calibration'
import {
  metersOf,
  sightingOf,
  spreadOf,
  type Reference,
} from '../../../../lib/depth/calibration/reference'
import type { DepthFrame, DepthFrameInit } from '../../../../lib/frames/depth-frame'
import { depthFrame, untrusted } from '../../../../testing/frames/depth-frames'

const still = { isLive: false, holdMs: 0 }
const live = { isLive: true, holdMs: 1000 }

type Changes = Partial<Omit<DepthFrameInit, 'data' | 'range' | 'width' | 'height'>>

/** A frame whose inverse depth grows from 1 to 10 from left to right. */
function ramp(changes: Changes = {}): DepthFrame {
  const row = Array.from({ length: 10 }, (_, x) => x + 1)
  return depthFrame(Array.from({ length: 6 }, () => row)).with({
    precision: 'fp32',
    inputSize: { width: 140, height: 84 },
    anchor: 'first',
    ...changes,
  })
}

/** References in columns of the ramp, as far as `metersAt` says. */
function references(
  frame: DepthFrame,
  columns: readonly number[],
  metersAt: (depth: number) => number = (depth) => 10 / depth,
): Reference[] {
  return columns.map((column) => {
    const shape = { kind: 'point', points: [{ x: (column + 0.5) / 10, y: 0.5 }] } as const
    return {
      shape,
      meters: metersAt(column + 1),
      seen: sightingOf(frame, shape, spreadOf(frame.data)),
    }
  })
}

function calibration(options: CalibrationOptions, columns = [1, 4, 9]): KeyCalibration {
  return new KeyCalibration(references(ramp(), columns), options)
}

describe('the calibration of a key', () => {
  it('makes meters of frames like the one that the references were placed on', () => {
    const { frame, calibration: state } = calibration(still).apply(ramp())
    assert.deepEqual([frame.kind, frame.unit, frame.range], ['metric', 'm', { min: 1, max: 10 }])
    assert.ok(Math.abs(frame.at(0.45, 0.5) - 2) < 1e-6)
    assert.equal(frame.calibration, state)
    assert.equal(frame.toJSON()['calibration'], state)
    assert.ok(state.state === 'current')
    assert.equal(state.reach, 7.5)
    assert.ok((state.error ?? NaN) < 1e-6)
    assert.equal(frame.anchor, 'first')
  })

  it('keeps the range of drawings steady', () => {
    const { frame } = calibration(still).apply(ramp({ steadyRange: { min: 2, max: 5 } }))
    const { min = NaN, max = NaN } = frame.steadyRange ?? {}
    assert.ok(Math.abs(min - 2) < 1e-6 && Math.abs(max - 5) < 1e-6)
  })

  for (const [reason, changes] of Object.entries({
    kind: { kind: 'relative' },
    model: { model: 'tiny-v1' },
    precision: { precision: 'int8' },
    inputSize: { inputSize: { width: 280, height: 84 } },
    source: { image: undefined, imageFacts: { width: 20, height: 6, captured: 0 } },
    crop: {
      image: undefined,
      imageFacts: {
        width: 10,
        height: 6,
        captured: 0,
        crop: { left: 1, top: 0, width: 10, height: 6, of: { width: 11, height: 6 } },
      },
    },
    anchor: { anchor: 'second' },
  } satisfies Record<string, Changes>)) {
    it(`is lost where a frame has another ${reason}`, () => {
      const other = ramp(changes)
      const { frame, calibration: state } = calibration(still).apply(other)
      assert.deepEqual(state, { state: 'lost', reason })
      assert.equal(frame.unit, undefined)
      assert.equal(frame.data, other.data)
    })
  }

  it('takes the unit from the depth of a metric model where it is lost', () => {
    const metric = ramp({ kind: 'metric' })
    const made = new KeyCalibration(
      references(metric, [1, 9], (depth) => 1.2 * depth),
      still,
    )
    assert.ok(Math.abs(made.apply(metric).frame.at(0.45, 0.5) - 6) < 1e-6)
    const { frame } = made.apply(ramp({ kind: 'metric', model: 'another' }))
    assert.deepEqual([frame.kind, frame.unit], ['relative', undefined])
  })

  it('is there with live references whatever the anchor is', () => {
    const { calibration: state } = calibration(live).apply(ramp({ anchor: 'second' }))
    assert.equal(state.state, 'current')
  })

  it('holds no fit that belongs to another anchor', () => {
    const made = calibration(live)
    made.apply(ramp())
    const flat = Float32Array.from({ length: 60 }, () => 5)
    const covered = (anchor: string) =>
      ramp({ anchor }).with({ data: flat, range: { min: 5, max: 5 } })
    assert.equal(made.apply(covered('first')).calibration.state, 'held')
    assert.equal(made.apply(covered('second')).calibration.state, 'lost')
  })

  it('fits no unusable frame, and holds the last fit', () => {
    const made = calibration(live)
    const dark = untrusted(ramp(), 'too dark')
    assert.deepEqual(made.apply(dark).calibration, { state: 'lost', reason: 'disturbed' })
    made.apply(ramp())
    const twice = { data: dark.data.map((value) => 2 * value), range: { min: 2, max: 20 } }
    const { frame, calibration: state } = made.apply(dark.with(twice))
    assert.deepEqual([state.state, frame.range], ['held', { min: 0.5, max: 5 }])
  })

  for (const [problem, made] of Object.entries({
    none: new KeyCalibration([], still),
    few: calibration(live, [1, 9]),
    unseen: new KeyCalibration(
      references(ramp(), [1, 9]).map(({ shape, meters }) => ({ shape, meters })),
      still,
    ),
    mixed: new KeyCalibration(
      [...references(ramp(), [1, 9]), ...references(ramp({ model: 'tiny-v1' }), [4])],
      still,
    ),
  })) {
    it(`makes no meters of references with a problem: ${problem}`, () => {
      assert.equal(made.problem, problem)
      const { frame, calibration: state } = made.apply(ramp())
      assert.deepEqual(state, { state: 'lost', reason: 'references' })
      assert.equal(frame.kind, 'relative-inverse')
    })
  }

  for (const value of [NaN, Infinity, 3]) {
    it(`makes no meters of a map of ${value}`, () => {
      const data = Float32Array.from({ length: 60 }, () => value)
      const range = Number.isFinite(value) ? { min: value, max: value } : { min: 0, max: 0 }
      const frame = ramp().with({ data, range })
      const steady = calibration(still).apply(frame).frame
      assert.ok(steady.data.every(Number.isNaN))
      assert.equal(calibration(live).apply(frame).calibration.state, 'lost')
    })
  }
})

describe('a distance that somebody wrote', () => {
  for (const [written, meters] of [
    ['2.5', 2.5],
    [' 2,5 ', 2.5],
    [3, 3],
    ['0', undefined],
    ['-1', undefined],
    ['', undefined],
    ['far', undefined],
    [NaN, undefined],
    [Infinity, undefined],
    [null, undefined],
    [[2], undefined],
  ] as const) {
    it(`is ${meters} for ${JSON.stringify(written)}`, () => assert.equal(metersOf(written), meters))
  }
})
