import sharp from 'sharp'
import type { ImageFrame } from '../../lib/frames/image-frame'
import { loadImage } from '../../lib/image/load'

/** A JPEG with a smooth ramp of brightness from left to right. */
export function rampJpeg(width: number, height: number): Promise<Buffer> {
  const row = Buffer.from(
    Array.from({ length: width * 3 }, (_, at) => Math.round((255 * Math.floor(at / 3)) / width)),
  )
  const data = Buffer.concat(Array.from({ length: height }, () => row))
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer()
}

/** The same as load image hands it on. */
export async function rampFrame(width: number, height: number): Promise<ImageFrame> {
  return (await loadImage(await rampJpeg(width, height), { label: 'a ramp' })).frame
}
