import type { ImageFrame } from '../../lib/frames/image-frame'
import { encodeJpeg } from '../../lib/image/encode-jpeg'
import { loadImage } from '../../lib/image/load'

/** A camera that does not move, in options of `clip`. */
export const stillCamera = {
  width: 320,
  height: 180,
  seed: 3,
  noise: 5,
  wobble: 0,
  jitter: 0,
} as const

/** Left, top, width and height, as parts of the image. */
type Place = readonly [left: number, top: number, width: number, height: number]

/** What happens in front of a camera: the light, and a thing in gray. */
interface Change {
  readonly gain?: number
  readonly thing?: Place
}

/** Where a person who walks through the image is in a frame, 1 to 9. */
export function walkingPerson(frame: number): Place {
  return [0.1 * frame - 0.05, 0.3, 0.1, 0.6]
}

/** Places of a thing of 1 % of the image. */
export const things: readonly Place[] = [0.05, 0.25, 0.45, 0.65, 0.85].flatMap((left) =>
  [0.1, 0.45, 0.8].map((top) => [left, top, 0.1, 0.1] as const),
)

/** A frame of a clip as the camera sends it. */
export async function asJpeg(
  frame: ImageFrame,
  { gain = 1, thing }: Change = {},
): Promise<ImageFrame> {
  const { pixels } = await frame.pixels(frame)
  const { width, height } = pixels
  const data = Uint8ClampedArray.from(pixels.data, (value) => gain * value)
  if (thing !== undefined) {
    const [left, top, wide, high] = thing
    for (let y = Math.round(top * height); y < (top + high) * height - 1; y++) {
      for (let x = Math.round(left * width); x < (left + wide) * width - 1; x++) {
        for (let c = 0; c < 3; c++) data[3 * (y * width + x) + c] = 40 + ((x * 7 + y * 3) % 30)
      }
    }
  }
  const jpeg = await encodeJpeg({ width, height, data: new Uint8Array(data.buffer) }, 75)
  return (await loadImage(jpeg, { label: 'a clip' })).frame
}
