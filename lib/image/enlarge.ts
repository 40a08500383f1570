import type { Pixels, Size } from '../frames/image-frame'
import { requireSharp } from './sharp'

/** As many pixels around one as its bicubic interpolation looks at. */
const margin = 2

/**
 * Enlarges pixels by bicubic interpolation, where each pixel stays in its place: libvips' own
 * `resize` lays an enlarged image half a pixel of the source further right and down.
 *
 * @param size at least as large as the pixels in both directions
 */
export async function enlarge(pixels: Pixels, size: Size): Promise<Pixels> {
  const { width, height } = pixels
  if (width === size.width && height === size.height) return pixels
  const sharp = requireSharp()
  const around = { top: margin, bottom: margin, left: margin, right: margin }
  const framed = await sharp(pixels.data, { raw: { width, height, channels: 3 } })
    .extend({ ...around, extendWith: 'copy' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const x = placed(width, size.width)
  const y = placed(height, size.height)
  const drawn = await sharp(framed.data, { raw: framed.info })
    .affine(
      [
        [x.scale, 0],
        [0, y.scale],
      ],
      { interpolator: 'bicubic', idx: 0.5, idy: 0.5, odx: x.offset, ody: y.offset },
    )
    .raw()
    .toBuffer({ resolveWithObject: true })
  const data = await sharp(drawn.data, { raw: drawn.info })
    .extract({ left: x.start, top: y.start, ...size })
    .raw()
    .toBuffer()
  return { ...size, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

/** Where a side lies once its margin is scaled too: it starts at a whole pixel. */
function placed(from: number, to: number): { scale: number; offset: number; start: number } {
  const scale = to / from
  const start = Math.floor(margin * scale)
  return { scale, start, offset: start - margin * scale - 0.5 }
}
