import assert from 'node:assert/strict'
import type { DepthKind } from '../../../lib/frames/depth-kinds'
import type { RenderOptions } from '../../../lib/render/render'
import { chosenScale, scaleChoices } from '../../../lib/render/scale'
import { depthFrame } from '../../../testing/frames/depth-frames'
import { drawn } from '../../../testing/frames/drawn-depth'

/** Depth of a room with a window: most of it near, a little very far. */
const room = Array.from({ length: 20 }, (_, y) =>
  Array.from({ length: 30 }, (_, x) => 1 + 0.1 * x + 0.03 * y + (x > 27 ? 200 : 0)),
)

async function grays(rows: number[][], kind: DepthKind, changes: Partial<RenderOptions> = {}) {
  const image = await drawn(depthFrame(rows, { kind }), { scale: 'auto', ...changes })
  return image.all().map(([gray]) => gray)
}

/** As ByteDance-Seed/Depth-Anything-3, utils/visualize.py: 1 - x is the bright end for near here. */
function official(rows: number[][]): number[] {
  const depth = rows.flat()
  const inverse = depth.map((value) => (value > 0 ? 1 / value : value))
  const sorted = inverse.filter((_, at) => (depth[at] ?? 0) > 0).sort((a, b) => a - b)
  const percentile = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN
  const [min, max] = [percentile(0.02), percentile(0.98)]
  return inverse.map((value) => 255 * Math.min(Math.max((value - min) / (max - min), 0), 1))
}

function assertClose(actual: readonly number[], expected: readonly number[]): void {
  assert.equal(actual.length, expected.length)
  actual.forEach((gray, at) => assert.ok(Math.abs(gray - (expected[at] ?? NaN)) <= 1, `${at}`))
}

describe('the scale of a depth map', () => {
  it('is 1/depth between percentiles for V3, as its own program', async () => {
    assertClose(await grays(room, 'relative'), official(room))
  })

  it('is not led astray by what is no depth', async () => {
    const odd = room.map((row, y) => row.map((value, x) => (x < 2 ? ([0, -1][y % 2] ?? 0) : value)))
    assertClose(await grays(odd, 'relative'), official(odd))
    const [missing, infinite] = await grays([[NaN, Infinity, 1, 2, 3]], 'relative')
    assert.deepEqual([missing, infinite], [0, 0])
  })

  it('turns around with the colors', async () => {
    const bright = await grays(room, 'relative')
    const dark = await grays(room, 'relative', { farIsBright: true })
    assertClose(
      dark,
      bright.map((gray) => 255 - gray),
    )
  })

  it('takes percentiles and fixed values of the depth', async () => {
    const rows = [[1, 2, 4, 8, 16]]
    const inverse = { scale: 'inverse' } as const
    const fixed = { ...inverse, range: { mode: 'fixed', min: 2, max: 8 } } as const
    assert.deepEqual(await grays(rows, 'metric', fixed), [255, 255, 85, 0, 0])
    const percentile = { ...inverse, range: { mode: 'percentile', low: 0, high: 50 } } as const
    assert.deepEqual(await grays(rows, 'metric', percentile), [255, 85, 0, 0, 0])
  })

  it('gives one depth everywhere the middle color', async () => {
    assert.deepEqual(new Set(await grays([[3, 3, 3]], 'relative')), new Set([128]))
  })

  it('is linear where nothing else is chosen, and for fixed values', () => {
    const frame = { mode: 'frame' } as const
    assert.equal(chosenScale('auto', 'relative', frame), 'inverse')
    assert.equal(chosenScale('auto', 'relative', { mode: 'fixed', min: 0, max: 1 }), 'linear')
    assert.equal(chosenScale('auto', 'relative-inverse', frame), 'linear')
    assert.equal(chosenScale('auto', 'metric', frame), 'linear')
    for (const choice of scaleChoices.filter((name) => name !== 'auto')) {
      assert.equal(chosenScale(choice, 'relative', frame), choice)
    }
  })

  it('draws contour lines where the depth passes round values', async () => {
    const row = Array.from({ length: 361 }, (_, x) => 1 + x / 40)
    const inverse = { scale: 'inverse', range: { mode: 'fixed', min: 1, max: 10 } } as const
    const rows = [row, row, row]
    const without = await grays(rows, 'metric', inverse)
    const drawnOver = await grays(rows, 'metric', { ...inverse, contours: true })
    const depths = row.filter((_, x) => Math.abs((drawnOver[x] ?? 0) - (without[x] ?? 0)) > 1)
    assert.deepEqual(depths.map(Math.round), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})
