import assert from 'node:assert/strict'
import { colourMap } from '../../../lib/depth/colour-maps'
import type { RasterJob } from '../../../lib/depth/raster'
import { RasterThread } from '../../../lib/depth/raster-thread'
import { coded } from '../../support/errors'

/** A depth map of one row, 0 to 1. */
function job(width: number): RasterJob {
  return {
    data: Float32Array.of(0, 1),
    width: 2,
    height: 1,
    finite: { min: 0, max: 1 },
    range: { mode: 'frame' },
    orientation: { largeIsBright: true, unknown: 'first' },
    target: { width, height: 1 },
    layout: 'indices',
    colours: colourMap('gray'),
  }
}

describe('the thread that draws', () => {
  let thread: RasterThread

  beforeEach(() => (thread = new RasterThread()))
  afterEach(() => thread.close())

  it('answers each job with its own picture', async () => {
    const drawn = await Promise.all([2, 5, 3].map((width) => thread.draw(job(width))))
    assert.deepEqual(
      drawn.map(({ pixels }) => pixels.length),
      [2, 5, 3],
    )
  })

  it('fails the jobs under way with a code when it ends, and draws the next one', async () => {
    const impossible = -1
    await assert.rejects(thread.draw(job(impossible)), coded('RENDER_FAILED', /stopped: .*length/))
    assert.deepEqual([...(await thread.draw(job(2))).pixels], [0, 255])
  })

  it('starts again after it was ended', async () => {
    await thread.draw(job(2))
    thread.close()
    assert.equal((await thread.draw(job(3))).pixels.length, 3)
  })
})
