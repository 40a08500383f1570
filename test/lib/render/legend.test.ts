import assert from 'node:assert/strict'
import type { DepthFrame } from '../../../lib/frames/depth-frame'
import type { RenderOptions } from '../../../lib/render/render'
import { textWidth } from '../../../lib/render/stroke-font'
import { depthFrame, hills, plainImage } from '../../../testing/frames/depth-frames'
import { drawn as drawnAs, type Drawn } from '../../../testing/frames/drawn-depth'

/** As raw pixels, in which gray is matplotlib's; in a gray PNG every index is its own shade. */
function drawn(frame: DepthFrame, changes: Partial<RenderOptions> = {}): Promise<Drawn> {
  return drawnAs(frame, { output: 'pixels', ...changes })
}

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
    const [without, legend] = await Promise.all([drawn(frame), drawn(frame, { legend: true })])
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
      const legend = await drawn(depth, { legend: true })
      assert.deepEqual(legend.all(), (await drawn(depth)).all())
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
