import { isImageFrame, type ImageFrame } from '../../frames/image-frame'
import type { ImageSource, OpenedImage } from './image-source'

/** A frame that was loaded before. A crop is cut from its pixels at full size. */
export const frameSource: ImageSource = {
  name: 'an ImageFrame',
  matches: isImageFrame,
  open: openFrame,
}

function openFrame(frame: ImageFrame): OpenedImage {
  const { source, width, height, format } = frame
  const size = { width, height }
  const options = { raw: { ...size, channels: 3 }, limitInputPixels: false } as const
  const kind = { depth: 'uchar', hasAlpha: false, space: 'srgb' } as const
  const input = async () => {
    const { data } = (await frame.pixels(size)).pixels
    return { bytes: data, options, kind, warnings: frame.warnings }
  }
  return { size, source, format, input, frame }
}
