import assert from 'node:assert/strict'
import { cameraOf, lensOf, resizedFocalLength } from '../../../lib/image/lens'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { scene } from '../../../testing/frames/scenes'

const label = 'msg.payload'

describe('the lens of an image', () => {
  const image = () => scene().png().toBuffer() // 320x240

  it('is not known unless it is given', async () => {
    const { frame } = await loadImage(await image(), { label })
    assert.equal(frame.camera, undefined)
  })

  it('gives a focal length in pixels from an angle across the width', () => {
    const { focalLength, center } = cameraOf({ fieldOfView: 90 }, { width: 640, height: 480 })
    assert.ok(Math.abs(focalLength - 320) < 1e-9)
    assert.deepEqual(center, { x: 320, y: 240 })
  })

  it('keeps its focal length in a crop, and looks elsewhere in it', async () => {
    const crop = { left: 100, top: 20, width: 60, height: 40 }
    const { frame } = await loadImage(await image(), { label, crop, lens: { focalLength: 500 } })
    assert.deepEqual(frame.camera, { focalLength: 500, center: { x: 60, y: 100 } })
    const again = { left: 10, top: 10, width: 20, height: 20 }
    const { frame: part } = await loadImage(frame, { label, crop: again })
    assert.deepEqual(part.camera, { focalLength: 500, center: { x: 50, y: 90 } })
  })

  it('refers to the whole image, not to the crop', async () => {
    const crop = { left: 0, top: 0, width: 160, height: 240 }
    const { frame } = await loadImage(await image(), { label, crop, lens: { fieldOfView: 90 } })
    assert.ok(Math.abs((frame.camera?.focalLength ?? 0) - 160) < 1e-9)
  })

  it('is given to a frame that was loaded before, as a new frame with the same pixels', async () => {
    const { frame } = await loadImage(await image(), { label })
    const { frame: known } = await loadImage(frame, { label, lens: { focalLength: 300 } })
    assert.equal(frame.camera, undefined)
    assert.equal(known.camera?.focalLength, 300)
    assert.notEqual(known.id, frame.id)
    const size = { width: 28, height: 14 }
    const [a, b] = [await frame.pixels(size), await known.pixels(size)]
    assert.deepEqual(a.pixels.data, b.pixels.data)
    assert.deepEqual(known.toJSON()['camera'], known.camera)
    assert.equal((await loadImage(known, { label })).frame, known)
  })

  it('scales with the image, by the mean of both directions', () => {
    const camera = { focalLength: 1000, center: { x: 0, y: 0 } }
    const from = { width: 1000, height: 500 }
    assert.equal(resizedFocalLength(camera, from, { width: 500, height: 250 }), 500)
    assert.equal(resizedFocalLength(camera, from, { width: 500, height: 500 }), 750)
  })

  it('comes from a message as one of two properties', () => {
    assert.deepEqual(lensOf({ fieldOfView: 70, model: 'x' }, 'msg.camera'), { fieldOfView: 70 })
    assert.deepEqual(lensOf({ focalLength: 1000 }, 'msg.camera'), { focalLength: 1000 })
    for (const nothing of [undefined, null]) assert.equal(lensOf(nothing, 'msg.camera'), undefined)
  })

  const wrong: readonly unknown[] = [
    70,
    '70',
    [],
    {},
    { fieldOfView: 0 },
    { fieldOfView: 180 },
    { fieldOfView: NaN },
    { focalLength: -1 },
    { focalLength: Infinity },
    { focalLength: '1000' },
  ]
  for (const value of wrong) {
    it(`is not ${JSON.stringify(value)}`, () => {
      assert.throws(
        () => lensOf(value, 'msg.camera'),
        coded('INPUT_UNSUPPORTED', /msg\.camera is not a camera's lens.*fieldOfView: 70/),
      )
    })
  }
})
