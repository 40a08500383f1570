import { isDepthFrame, type DepthFrame } from '../frames/depth-frame'
import type { ImageFrame } from '../frames/image-frame'
import { encodeJpeg } from '../image/encode-jpeg'
import { renderDepth, type RenderOptions } from '../render/render'

/** What a stream shows. */
export type Streamed = ImageFrame | DepthFrame

/** How depth is drawn for viewers. */
export type Drawing = Omit<RenderOptions, 'fade' | 'output' | 'format' | 'dataUriWidth'>

/**
 * A frame as a JPEG: an image that came as one is sent as it came, others are encoded, and depth is
 * drawn.
 *
 * @throws DepthError IMAGE_DAMAGED, IMAGE_MISSING, RENDER_FAILED, RUNTIME_MISSING, INPUT_UNSUPPORTED
 */
export async function toJpeg(frame: Streamed, drawing: Drawing): Promise<Buffer> {
  if (isDepthFrame(frame)) return drawDepth(frame, drawing)
  return ownJpeg(frame) ?? encodeJpeg((await frame.pixels(frame)).pixels, drawing.quality)
}

/** The JPEG that an image came as; undefined where it came as something else, or was cropped. */
export function ownJpeg({ format, crop, encoded }: ImageFrame): Buffer | undefined {
  return format === 'jpeg' && crop === undefined ? encoded : undefined
}

async function drawDepth(frame: DepthFrame, drawing: Drawing): Promise<Buffer> {
  const { image } = await renderDepth(frame, {
    ...drawing,
    fade: false,
    output: 'buffer',
    format: 'jpeg',
    dataUriWidth: Infinity,
  })
  return image as Buffer
}
