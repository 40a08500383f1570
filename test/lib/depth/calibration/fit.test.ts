import assert from 'node:assert/strict'
import { consensus, fitLine, type Pair } from '../../../../lib/depth/calibration/fit'

/** Pairs on the line y = 0.05 · depth + 0.1, where `errors` changes some of them by a part. */
function pairs(depths: readonly number[], errors: Readonly<Record<number, number>> = {}): Pair[] {
  return depths.map((depth, at) => ({ depth, y: (0.05 * depth + 0.1) * (1 + (errors[at] ?? 0)) }))
}

function assertLine(
  line: { scale: number; shift: number } | undefined,
  scale: number,
  shift: number,
  tolerance = 1e-9,
): void {
  assert.ok(line !== undefined)
  assert.ok(Math.abs(line.scale - scale) <= tolerance, `scale ${line.scale}`)
  assert.ok(Math.abs(line.shift - shift) <= tolerance, `shift ${line.shift}`)
}

describe('the fit of references', () => {
  it('is a scale alone from one', () => {
    assertLine(fitLine([{ depth: 4, y: 0.5 }], true), 0.125, 0)
  })

  it('is exact through two', () => assertLine(fitLine(pairs([1, 5]), true), 0.05, 0.1))

  it('goes through the origin where depth has no shift', () => {
    const scaled = [1, 2, 4].map((depth) => ({ depth, y: 3 * depth }))
    assertLine(fitLine(scaled, false), 3, 0)
  })

  it('has the least squares of relative residuals through three', () => {
    const three = [
      { depth: 1, y: 0.2 },
      { depth: 2, y: 0.27 },
      { depth: 6, y: 0.4 },
    ]
    const sum = (scale: number, shift: number) =>
      three.reduce((total, { depth, y }) => total + ((scale * depth + shift) / y - 1) ** 2, 0)
    const { scale = NaN, shift = NaN } = fitLine(three, true) ?? {}
    for (const [byScale, byShift] of [
      [1e-4, 0],
      [-1e-4, 0],
      [0, 1e-4],
      [0, -1e-4],
    ] as const) {
      assert.ok(sum(scale + byScale, shift + byShift) > sum(scale, shift))
    }
  })

  it('leaves out what is wrong among six', () => {
    assertLine(fitLine(pairs([1, 2, 3, 5, 8, 9], { 2: 1.5, 4: -0.4 }), true), 0.05, 0.1)
  })

  it('leaves out what is wrong among six where depth has no shift', () => {
    const scaled = [1, 2, 3, 4, 5, 6].map((depth) => ({ depth, y: (depth === 3 ? 9 : 3) * depth }))
    assertLine(fitLine(scaled, false), 3, 0)
  })

  it('is not there without pairs, or where all are at one depth', () => {
    assert.equal(fitLine([], true), undefined)
    assert.equal(fitLine(pairs([3, 3, 3]), true), undefined)
    assert.equal(fitLine(pairs([3, 3, 3, 3, 3, 3]), true), undefined)
  })
})

describe('what most references agree on', () => {
  it('leaves out one of four', () => {
    const found = consensus(pairs([1, 3, 6, 9], { 1: 1 }), true, 0.1)
    assertLine(found, 0.05, 0.1)
    assert.deepEqual(found?.agreeing, [0, 2, 3])
  })

  it('does not fall', () => {
    const falling = [1, 2, 3].map((depth) => ({ depth, y: 1 / depth }))
    assert.equal(consensus(falling, true, 0.1), undefined)
  })
})
