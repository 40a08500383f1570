import sharp from 'sharp'
import type { DepthFrame } from '../../lib/frames/depth-frame'
import type { Size } from '../../lib/frames/image-frame'
import type { ColorMapName } from '../../lib/render/color-maps'
import { depthAlone, renderDepth } from '../../lib/render/render'

/** A depth map as render depth draws it, as a PNG cropped to this size in pixels. */
export async function drawnDepth(
  depth: DepthFrame,
  size: Size,
  colorMap: ColorMapName = 'inferno',
): Promise<Buffer> {
  const { image } = await renderDepth(depth, {
    colorMap,
    ...depthAlone,
    farIsBright: false,
    range: { mode: 'frame' },
    size: { mode: 'width', width: size.width },
    output: 'buffer',
    format: 'png',
    quality: 100,
    dataUriWidth: size.width,
  })
  return sharp(image as Buffer)
    .resize(size)
    .toBuffer()
}
