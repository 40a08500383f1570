import type { Size } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'

/** Levels as a gray PNG of 16 bits. */
export function encodePng16(levels: Uint16Array, { width, height }: Size): Promise<Buffer> {
  return requireSharp()(levels, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .toColorspace('grey16')
    .png()
    .toBuffer()
}
