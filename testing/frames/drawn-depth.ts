import sharp from 'sharp'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import type { PixelObject } from '../../lib/render/output-formats'
import { depthAlone, renderDepth, type RenderOptions } from '../../lib/render/render'

/** A depth map alone, in shades of gray, as a PNG. */
export const plainOptions: RenderOptions = {
  ...depthAlone,
  colorMap: 'gray',
  farIsBright: false,
  range: { mode: 'frame' },
  scale: 'linear',
  size: { mode: 'source' },
  output: 'buffer',
  format: 'png',
  quality: 90,
  dataUriWidth: 640,
}

/** R, G, B and, in an image with alpha, A. */
export type Pixel = readonly [number, number, number, ...number[]]

/** An image whose pixels can be looked at. */
export interface Drawn extends Size {
  readonly channels: number
  readonly at: (x: number, y: number) => Pixel
  /** Every pixel, row by row. */
  readonly all: () => readonly Pixel[]
}

/** A frame as `renderDepth` draws it, with changes to `plainOptions`. */
export async function drawn(
  frame: DepthFrame,
  changes: Partial<RenderOptions> = {},
): Promise<Drawn> {
  const { image } = await renderDepth(frame, { ...plainOptions, ...changes })
  return Buffer.isBuffer(image) ? decoded(image) : pixelsOf(image as PixelObject)
}

/** The pixels of an encoded image. */
export async function decoded(image: Buffer): Promise<Drawn> {
  const { data, info } = await sharp(image)
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return pixelsOf({ data, width, height, channels })
}

function pixelsOf({
  data,
  width,
  height,
  channels,
}: Size & { data: Buffer; channels: number }): Drawn {
  const at = (x: number, y: number): Pixel => {
    const from = channels * (y * width + x)
    const [r = NaN, g = NaN, b = NaN, ...alpha] = data.subarray(from, from + channels)
    return [r, g, b, ...alpha]
  }
  const all = () =>
    Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)))
  return { width, height, channels, at, all }
}
