import assert from 'node:assert/strict'
import sharp from 'sharp'
import { loadImage } from '../../../lib/image/load'
import { coded } from '../../../testing/errors'
import { colorAt, cornersOf, isNear, quarters, scene } from '../../../testing/frames/scenes'

const label = 'msg.payload'

describe('a crop', () => {
  const bottomRight = { left: 160, top: 120, width: 160, height: 120 }

  it('gives that part at its own size, from encoded bytes', async () => {
    const bytes = await scene().png().toBuffer()
    const { frame } = await loadImage(bytes, { label, crop: bottomRight })
    assert.deepEqual([frame.width, frame.height], [160, 120])
    assert.deepEqual(
      new Set(await cornersOf(frame, { width: 28, height: 14 })),
      new Set(['bottomRight']),
    )
  })

  it('is right for a JPEG much larger than the size asked for', async () => {
    const bytes = await scene(2560, 1920).jpeg().toBuffer()
    const crop = { left: 640, top: 480, width: 1280, height: 960 }
    const { frame } = await loadImage(bytes, { label, crop })
    assert.deepEqual(await cornersOf(frame, { width: 56, height: 42 }), [
      'topLeft',
      'topRight',
      'bottomLeft',
      'bottomRight',
    ])
  })

  it('counts in the upright image where EXIF turns it', async () => {
    const turned = await scene().rotate(270).png().toBuffer()
    const bytes = await sharp(turned).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { frame } = await loadImage(bytes, { label, crop: bottomRight })
    const { pixels } = await frame.pixels({ width: 28, height: 28 })
    assert.ok(isNear(colorAt(pixels, 0.5, 0.5), quarters.bottomRight))
  })

  it('takes the edge to the pixel', async () => {
    const data = Buffer.from([0, 50, 100, 150, 200, 250])
    const raw = { data, width: 6, height: 1, channels: 1 }
    const crop = { left: 2, top: 0, width: 3, height: 1 }
    const { frame } = await loadImage(raw, { label, crop })
    const { pixels } = await frame.pixels({ width: 3, height: 1 })
    assert.deepEqual([...pixels.data], [100, 100, 100, 150, 150, 150, 200, 200, 200])
  })

  it('makes a new frame from one that was loaded before, and leaves that as it is', async () => {
    const { frame: whole } = await loadImage(await scene().png().toBuffer(), { label })
    const { frame: part } = await loadImage(whole, { label, crop: bottomRight })
    const { frame: corner } = await loadImage(part, {
      label,
      crop: { left: 10, top: 10, width: 20, height: 20 },
    })
    assert.deepEqual([whole.width, part.width, corner.width], [320, 160, 20])
    const of = { width: 320, height: 240 }
    assert.equal(whole.crop, undefined)
    assert.deepEqual(part.crop, { ...bottomRight, of })
    assert.deepEqual(corner.crop, { left: 170, top: 130, width: 20, height: 20, of })
    assert.deepEqual([part.captured, corner.captured], [whole.captured, whole.captured])
    assert.deepEqual(
      new Set(await cornersOf(corner, { width: 14, height: 14 })),
      new Set(['bottomRight']),
    )
  })

  const outside = {
    'beyond the right edge': { ...bottomRight, width: 161 },
    'beyond the bottom': { ...bottomRight, top: 121 },
    'before the left edge': { ...bottomRight, left: -1 },
    'without width': { ...bottomRight, width: 0 },
    'in parts of pixels': { ...bottomRight, left: 0.5 },
  }
  for (const [name, crop] of Object.entries(outside)) {
    it(`${name} is refused, naming the image's size`, async () => {
      const loading = loadImage(await scene().png().toBuffer(), { label, crop })
      await assert.rejects(loading, coded('CROP_INVALID', /320x240/))
    })
  }
})
