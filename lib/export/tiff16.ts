import type { Size } from '../frames/image-frame'
import { requireSharp } from '../image/sharp'

/** Levels as a gray TIFF of 16 bits, compressed without loss as every reader knows it. */
export function encodeTiff16(levels: Uint16Array, { width, height }: Size): Promise<Buffer> {
  return requireSharp()(levels, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .toColorspace('grey16')
    .tiff({ compression: 'deflate', predictor: 'none' })
    .toBuffer()
}
