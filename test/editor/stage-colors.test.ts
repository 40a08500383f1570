import assert from 'node:assert/strict'
import { stageColors } from '../../editor/sidebar/stage-colors'

type Triple = readonly [number, number, number]

/** How linear colors look to people without one kind of cones (Machado, Oliveira and Fernandes 2009). */
const visions: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  'all colors': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** CIE L*a*b* of a color as it is seen. */
function seen(color: string, vision: readonly [Triple, Triple, Triple]): Triple {
  const linear = [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  const [r = 0, g = 0, b = 0] = vision.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, factor, at) => sum + factor * (linear[at] ?? 0), 0),
      ),
    ),
  )
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ].map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)) as unknown as Triple
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

/** A difference that nobody overlooks in areas side by side; 2.3 can just be seen. */
const clear = 12

describe('the colors of stages', () => {
  for (const [name, vision] of Object.entries(visions)) {
    it(`differ clearly, or one has stripes, for people who see ${name}`, () => {
      const stages = Object.entries(stageColors)
      const alike = stages.flatMap(([stage, { color, isStriped }], at) =>
        stages
          .slice(at + 1)
          .filter(([, other]) => other.isStriped === isStriped)
          .filter(([, other]) => {
            const [one, two] = [seen(color, vision), seen(other.color, vision)]
            return Math.hypot(...one.map((value, axis) => value - (two[axis] ?? 0))) < clear
          })
          .map(([other]) => `${stage} and ${other}`),
      )
      assert.deepEqual(alike, [])
    })
  }
})
