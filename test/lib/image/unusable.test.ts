import assert from 'node:assert/strict'
import sharp, { type Color, type Sharp } from 'sharp'
import type { ImageFrame } from '../../../lib/frames/image-frame'
import type { UnusableReason } from '../../../lib/frames/unusable'
import { loadEncoded, loadImage } from '../../../lib/image/load'
import { sampleNames } from '../../../lib/image/sample-names'
import { samplePath } from '../../../lib/image/sample-path'
import { ImageWatch } from '../../../lib/image/unusable/image-watch'
import { observe } from '../../../lib/image/unusable/observe'
import { coded } from '../../../testing/errors'
import { covered, dimmed } from '../../../testing/frames/camera-faults'
import { scene } from '../../../testing/frames/scenes'

const frozenMs = 60_000

async function frameOf(value: unknown): Promise<ImageFrame> {
  return (await loadImage(value, { label: 'msg.payload' })).frame
}

async function judge(value: unknown): Promise<UnusableReason | undefined> {
  const frame = await frameOf(value)
  return new ImageWatch(frozenMs).judge(frame, await observe(frame)).unusable
}

const plain = (background: Color, width = 320, height = 240): Sharp =>
  sharp({ create: { width, height, channels: 4, background } })

/** An image of levels by place, from 0 to 1. */
function drawn(
  width: number,
  height: number,
  level: (x: number, y: number) => number,
  channels: 1 | 3 = 1,
): Sharp {
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, index) => {
    const at = Math.floor(index / channels)
    return level((at % width) / width, Math.floor(at / width) / height)
  })
  return sharp(pixels, { raw: { width, height, channels } })
}

/** Two frames of a GIF, of which the first one is black. */
async function blinking(): Promise<Buffer> {
  const frames = await Promise.all([plain('#000').png().toBuffer(), scene().png().toBuffer()])
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
}

const deep = (high: number): Promise<Buffer> =>
  sharp(
    Uint16Array.from({ length: 128 * 96 }, (_, at) => (at % 128 < 64 ? 100 : high)),
    { raw: { width: 128, height: 96, channels: 1 } },
  )
    .toColorspace('grey16')
    .png()
    .toBuffer()

const lamp = (x: number, y: number) => (Math.hypot(x - 0.5, y - 0.3) < 0.04 ? 255 : 2)
const chess = (cells: number) => (x: number, y: number) =>
  (Math.floor(cells * x) + Math.floor(cells * y)) % 2 === 0 ? 255 : 0
/** Infrared light reaches the middle of the image alone. */
const infrared = (x: number, y: number) =>
  (120 + 80 * Math.sign(Math.sin(20 * x) * Math.sin(15 * y))) *
  Math.max(0, 1 - 1.6 * Math.hypot(x - 0.5, y - 0.5))
const vignette = (x: number, y: number) => 140 - 120 * (2 * ((x - 0.5) ** 2 + (y - 0.5) ** 2))

/** Images of cameras, and what they are. */
const images: Readonly<
  Record<string, readonly [reason: UnusableReason | undefined, image: () => Promise<unknown>]>
> = {
  'a camera in the dark': ['too dark', () => covered(2)],
  'a camera in the dark whose sensor is noisy': ['too dark', () => covered(8, 8)],
  'a room by the last light': ['too dark', () => dimmed('room', 0.04)],
  'one lamp in the night': ['too dark', () => drawn(640, 480, lamp).jpeg().toBuffer()],
  'black, transparent everywhere': ['too dark', () => plain('#0000').png().toBuffer()],
  'black of one pixel': ['too dark', () => plain('#000', 1, 1).png().toBuffer()],
  'a blinking GIF that is black at first': ['too dark', blinking],
  'a gray image of a decoder': ['flat', () => plain('#808080').jpeg().toBuffer()],
  'a covered lens by day': ['flat', () => covered(120)],
  'a covered lens whose corners are dark': [
    'flat',
    () => drawn(640, 480, vignette).jpeg({ quality: 70 }).toBuffer(),
  ],
  'nothing but white': ['flat', () => plain('#fff').webp().toBuffer()],
  'white of one pixel': ['flat', () => plain('#fff', 1, 1).png().toBuffer()],
  'a gradient': [
    'flat',
    () =>
      drawn(640, 480, (x) => 255 * x)
        .jpeg()
        .toBuffer(),
  ],
  'black and white pixels in turn, as no model sees them': [
    'flat',
    () => drawn(640, 640, chess(640)).png().toBuffer(),
  ],
  'fog in which nothing is seen': ['flat', () => dimmed('open-ground', 0.02, 200)],
  'raw pixels of one color': [
    'flat',
    () => Promise.resolve({ data: Buffer.alloc(48, 90), width: 4, height: 4, channels: 3 }),
  ],
  'a room by night': [undefined, () => dimmed('room', 0.1)],
  'a street by night': [undefined, () => dimmed('street', 0.12)],
  'a street in fog': [undefined, () => dimmed('street', 0.15, 180)],
  'infrared light in the middle': [
    undefined,
    () => drawn(640, 480, infrared).jpeg({ quality: 70 }).toBuffer(),
  ],
  'a chess board': [undefined, () => drawn(640, 640, chess(8)).png().toBuffer()],
  'four pixels': [undefined, () => drawn(2, 2, chess(2)).png().toBuffer()],
  'four pixels in a row': [undefined, () => drawn(4, 1, chess(4)).png().toBuffer()],
  'a thing of 1 % before a white wall': [
    undefined,
    () =>
      drawn(640, 480, (x, y) => (Math.hypot(x - 0.5, y - 0.5) < 0.06 ? 60 : 240))
        .jpeg()
        .toBuffer(),
  ],
  '16 bits that are dark, as from a thermal camera': [undefined, () => deep(400)],
  'RGBA with transparent parts': [undefined, async () => scene().ensureAlpha(0.5).png().toBuffer()],
}

describe('an image that cannot be trusted', () => {
  for (const [name, [reason, image]] of Object.entries(images)) {
    it(`${name} is ${reason ?? 'usable'}`, async () =>
      assert.equal(await judge(await image()), reason))
  }

  it('is none of the samples', async () => {
    for (const name of sampleNames) assert.equal(await judge(samplePath(name)), undefined, name)
  })

  it('shares its pixels with the image before it was judged, and keeps all that is known', async () => {
    const frame = await frameOf(await covered(120))
    const marked = new ImageWatch(frozenMs).judge(frame, await observe(frame))
    const size = { width: 64, height: 48 }
    assert.equal((await marked.pixels(size)).shared, true)
    assert.deepEqual([marked.captured, marked.source], [frame.captured, frame.source])
    assert.notEqual(marked.id, frame.id)
    assert.equal(marked.toJSON()['unusable'], 'flat')
  })

  it('is an error where its body is damaged', async () => {
    const jpeg = await scene().jpeg().toBuffer()
    jpeg.fill(0xff, 700, 1700)
    const frame = await frameOf(jpeg)
    await assert.rejects(observe(frame), coded('IMAGE_DAMAGED'))
  })
})

describe('the watch over a camera', () => {
  let good: Buffer
  let dark: Buffer
  let gray: Buffer
  before(async () => {
    good = await scene().jpeg().toBuffer()
    dark = await covered(2)
    gray = await covered(120)
  })

  /** Judges images that come so many seconds after the start: each reason, and what is reported by then. */
  async function watch(...shots: readonly (readonly [seconds: number, bytes: Buffer])[]) {
    const over = new ImageWatch(frozenMs)
    const found: (readonly [UnusableReason | undefined, string])[] = []
    for (const [seconds, bytes] of shots) {
      const capture = { captured: 1000 * seconds }
      const frame = await loadEncoded(bytes, 'the door', { maxPixels: 1e6 }, capture)
      const { unusable } = over.judge(frame, await observe(frame))
      found.push([unusable, over.problem?.message.split(/[.,] /)[0] ?? ''])
    }
    return found
  }
  const tooDark = ['too dark', 'the door is too dark for depth'] as const
  const usable = [undefined, ''] as const

  it('says that the same bytes for too long are frozen, until others come', async () => {
    const other = await scene().jpeg({ quality: 60 }).toBuffer()
    const frozen = ['frozen', 'the door has been the same for 60 s'] as const
    assert.deepEqual(
      await watch([0, good], [59, good], [60, good], [90, good], [95, other], [96, good]),
      [usable, usable, frozen, frozen, usable, usable],
    )
  })

  it('does not take a still scene, whose bytes differ, for a frozen camera', async () => {
    const still = await Promise.all(
      [0, 40, 80, 120].map(
        async (at) =>
          [
            at,
            await scene()
              .jpeg({ quality: 50 + at / 4 })
              .toBuffer(),
          ] as const,
      ),
    )
    assert.deepEqual(await watch(...still), [usable, usable, usable, usable])
  })

  it('reports each reason once, until images have been usable for three seconds', async () => {
    const flat = 'the door shows no edges'
    assert.deepEqual(
      await watch([0, good], [1, dark], [2, good], [3, dark], [4, gray], [5, dark], [7, good]),
      [
        usable,
        tooDark,
        [undefined, tooDark[1]],
        tooDark,
        ['flat', flat],
        ['too dark', flat],
        [undefined, flat],
      ],
    )
    assert.deepEqual(await watch([1, dark], [4, good], [5, dark]), [tooDark, usable, tooDark])
  })

  it('believes whoever has judged an image before', async () => {
    const frame = (await frameOf(good)).withUnusable('frozen')
    const over = new ImageWatch(frozenMs)
    assert.equal(over.judge(frame, await observe(frame)), frame)
    assert.equal(over.problem?.code, 'IMAGE_UNUSABLE')
  })
})
