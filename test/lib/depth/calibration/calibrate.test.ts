import assert from 'node:assert/strict'
import { calibrate, type Calibration } from '../../../../lib/depth/calibration/calibrate'

/** Inverse depth of a frame whose 1/z is 0.1 · depth + 0.05. */
function depthOf(meters: number): number {
  return (1 / meters - 0.05) / 0.1
}

const spread = { low: depthOf(15), high: depthOf(1) }

function at(...distances: number[]) {
  return distances.map((meters) => ({ meters, depth: depthOf(meters) }))
}

function calibrated(result: ReturnType<typeof calibrate>): Calibration {
  if (typeof result === 'string') assert.fail(result)
  return result
}

describe('a calibration', () => {
  it('finds the scale and shift of inverse depth, and how far it reaches', () => {
    const { scale, shift, residuals, error, reach, isScaleOnly } = calibrated(
      calibrate('relative-inverse', at(1.5, 3, 8), spread),
    )
    assert.ok(Math.abs(scale - 0.1) < 1e-9 && Math.abs(shift - 0.05) < 1e-9)
    assert.ok(residuals.every((residual) => Math.abs(residual) < 1e-9))
    assert.ok((error ?? NaN) < 1e-9)
    assert.equal(reach, 12)
    assert.equal(isScaleOnly, false)
  })

  it('says in meters how far off each reference is, and the error without it', () => {
    const [first, second, third] = at(2, 4, 8)
    assert.ok(first !== undefined && second !== undefined && third !== undefined)
    const { residuals, error } = calibrated(
      calibrate('relative-inverse', [first, { ...second, meters: 4.4 }, third], spread),
    )
    assert.ok((residuals[1] ?? 0) < -0.1, residuals.join())
    assert.ok((error ?? 0) > 0.05 && (error ?? 1) < 0.5, String(error))
  })

  it('is a scale alone from one reference, and knows no error', () => {
    const { isScaleOnly, shift, error } = calibrated(calibrate('relative-inverse', at(2), spread))
    assert.deepEqual([isScaleOnly, shift, error], [true, 0, undefined])
  })

  for (const kind of ['relative', 'metric'] as const) {
    it(`is a scale for ${kind} depth`, () => {
      const references = [
        { depth: 1, meters: 1.2 },
        { depth: 5, meters: 6 },
      ]
      const result = calibrated(calibrate(kind, references, { low: 0.5, high: 9 }))
      assert.ok(Math.abs(result.scale - 1.2) < 1e-9)
      assert.deepEqual([result.shift, result.isScaleOnly], [0, false])
      assert.ok((result.error ?? NaN) < 1e-9)
    })

    it(`are refused where they run against the depth of the kind ${kind}`, () => {
      const references = [
        { depth: 1, meters: 5 },
        { depth: 5, meters: 1 },
      ]
      assert.equal(calibrate(kind, references, { low: 0.5, high: 9 }), 'order')
    })
  }

  for (const [problem, references] of Object.entries({
    none: [],
    unseen: [...at(2), { depth: NaN, meters: 3 }],
    spread: at(3, 3.05),
    order: [
      { depth: depthOf(2), meters: 5 },
      { depth: depthOf(5), meters: 2 },
    ],
    // Half as far as it is, the shift is too small for the far part of the frame.
    negative: [
      { depth: depthOf(1.5), meters: 1.5 },
      { depth: depthOf(3), meters: 9 },
    ],
  })) {
    it(`is refused: ${problem}`, () => {
      assert.equal(calibrate('relative-inverse', references, spread), problem)
    })
  }

  it('is refused where all references have the same place', () => {
    const same = { depth: 2, meters: 3 }
    assert.equal(calibrate('relative-inverse', [same, { ...same, meters: 4 }], spread), 'spread')
  })

  it('is refused where relative depth is not above 0', () => {
    assert.equal(calibrate('relative', [{ depth: 2, meters: 3 }], { low: -1, high: 4 }), 'negative')
  })
})
