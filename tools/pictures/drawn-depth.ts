import sharp from 'sharp'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import { depthAlone, renderDepth, type RenderOptions } from '../../lib/render/render'

/** A depth map as render depth draws it, as a PNG cropped to this size in pixels. */
export async function drawnDepth(
  depth: DepthFrame,
  size: Size,
  changes: Partial<RenderOptions> = {},
): Promise<Buffer> {
  const { image } = await renderDepth(depth, {
    ...depthAlone,
    colorMap: 'inferno',
    farIsBright: false,
    range: { mode: 'frame' },
    scale: 'auto',
    size: { mode: 'width', width: size.width },
    output: 'buffer',
    format: 'png',
    quality: 100,
    dataUriWidth: size.width,
    ...changes,
  })
  return sharp(image as Buffer)
    .resize(size)
    .toBuffer()
}
