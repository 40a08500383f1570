import assert from 'node:assert/strict'
import { fromHalves, toHalf } from '../../../../lib/inference/worker/half'

describe('half-precision numbers', () => {
  it('come back from their bits as they were', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i)
    for (const [i, value] of fromHalves(bits).entries()) {
      if (Number.isNaN(value)) assert.equal(toHalf(value), 0x7e00)
      // Zero has a sign that it loses.
      else assert.equal(toHalf(value), i === 0x8000 ? 0 : i)
    }
  })

  const rows: readonly (readonly [value: number, bits: number])[] = [
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [-Infinity, 0xfc00],
    [2 ** -24, 1],
    [2 ** -30, 0],
    [2 ** -14, 0x400],
    [2047.9, 0x6800],
  ]
  for (const [value, bits] of rows) {
    it(`have the bits ${bits.toString(16)} for ${value}`, () => assert.equal(toHalf(value), bits))
  }
})
