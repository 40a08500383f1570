import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compositions } from '../../../lib/render/compositions'
import { paletteOf } from '../../../lib/render/palette'
import type { RasterJob } from '../../../lib/render/raster'
import { RasterThread } from '../../../lib/render/raster-thread'
import { packageRoot } from '../../../lib/package-root'
import { coded } from '../../../testing/errors'

/** A depth map of one row, 0 to 1. */
function job(width: number): RasterJob {
  return {
    data: Float32Array.of(0, 1),
    width: 2,
    height: 1,
    finite: { min: 0, max: 1 },
    range: { mode: 'frame' },
    scale: 'linear',
    orientation: { largeIsBright: true, farEnd: 'first' },
    target: { width, height: 1 },
    layout: 'indices',
    palette: paletteOf('gray', 1),
    surroundings: {
      composition: compositions.depth,
      contours: false,
      legend: false,
      unit: undefined,
    },
    image: new Uint8Array(0),
  }
}

describe('the thread that draws', () => {
  let thread: RasterThread

  beforeEach(() => (thread = new RasterThread()))
  afterEach(() => thread.close())

  it('answers each job with its own image', async () => {
    const drawn = await Promise.all([2, 5, 3].map((width) => thread.draw(job(width))))
    assert.deepEqual(
      drawn.map(({ pixels }) => pixels.length),
      [2, 5, 3],
    )
  })

  it('fails the jobs under way with a code when it ends, and draws the next one', async () => {
    const impossible = { ...job(2), palette: undefined as never, layout: 'colors' as const }
    await assert.rejects(thread.draw(impossible), coded('RENDER_FAILED', /stopped: .*slice/))
    assert.deepEqual([...(await thread.draw(job(2))).pixels], [0, 255])
  })

  it('draws the next image into the memory of one that was released', async () => {
    const first = await thread.draw(job(4))
    const size = first.pixels.length
    thread.release(first)
    const second = await thread.draw(job(4))
    assert.equal(first.pixels.length, 0)
    assert.deepEqual([...second.pixels], [0, 64, 191, 255])
    assert.equal(second.pixels.length, size)
  })

  it('leaves the data of a job as it was', async () => {
    const given = job(3)
    await thread.draw(given)
    assert.deepEqual([...given.data], [0, 1])
  })

  it('fails with a code without memory for an image', async () => {
    const tooMuch = { ...job(2), target: { width: 1e8, height: 1e8 } }
    await assert.rejects(
      thread.draw(tooMuch),
      coded('RENDER_FAILED', /not enough memory for .* MB/),
    )
  })

  it('starts where Node-RED is not root and has a lower priority than it asks for', async () => {
    const worker = join(packageRoot, 'dist', 'lib', 'render', 'raster-worker.js')
    const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {}
    await promisify(execFile)('nice', ['-n', '15', process.execPath, worker], nobody)
  })

  it('starts again after it was ended', async () => {
    await thread.draw(job(2))
    thread.close()
    assert.equal((await thread.draw(job(3))).pixels.length, 3)
  })
})
